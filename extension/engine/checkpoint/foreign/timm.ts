import type { Naming } from './naming.js';

/** Heads, decoders and the like: what follows an encoder. */
const NOT_ENCODER =
  /^(head|head_dist|fc_norm|fc|pre_logits|decoder.*|mask_token|dist_token|reg_token|register_tokens|lm_head|predictor)(\.|$)/;

/** timm's ViTs; those of MAE, DINO, DeiT, MoCo v3 and BEiT are named alike, and so are the official ones. */
export const timmVit: Naming = {
  family: 'vit',
  like: 'named as in timm',
  anchor: 'blocks.0.attn.proj.weight',
  official(name) {
    if (NOT_ENCODER.test(name)) return undefined;
    return name.replace(/^(blocks\.\d+)\.ls([12])\.gamma$/, '$1.gamma_$2');
  },
};

/** ResNets of timm and torchvision, which the official ones are. */
export const bareResnet: Naming = {
  family: 'resnet',
  like: 'named as in torchvision and timm',
  anchor: 'layer1.0.conv1.weight',
  official: name => (NOT_ENCODER.test(name) ? undefined : name),
};

/** The official Swin; timm from 0.9 on counts the patch merging to the stage after it. */
export const bareSwin: Naming = {
  family: 'swin',
  like: 'named as in the official Swin and timm',
  anchor: 'layers.0.blocks.0.attn.relative_position_bias_table',
  official(name, names) {
    if (NOT_ENCODER.test(name)) return undefined;
    if (names.has('layers.0.downsample.reduction.weight')) return name;
    return name.replace(
      /^layers\.(\d+)\.downsample\./,
      (_, stage: string) => `layers.${Number(stage) - 1}.downsample.`,
    );
  },
};
