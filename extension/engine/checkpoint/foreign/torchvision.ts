import type { Naming } from './naming.js';

/** What torchvision's ViTs call a tensor, and what it is called officially. */
const VIT: [RegExp, string][] = [
  [/^class_token$/, 'cls_token'],
  [/^encoder\.pos_embedding$/, 'pos_embed'],
  [/^conv_proj\.(weight|bias)$/, 'patch_embed.proj.$1'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.ln_([12])\.(weight|bias)$/, 'blocks.$1.norm$2.$3'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.self_attention\.in_proj_(weight|bias)$/, 'blocks.$1.attn.qkv.$2'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.self_attention\.out_proj\.(weight|bias)$/, 'blocks.$1.attn.proj.$2'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.mlp\.(?:linear_1|0)\.(weight|bias)$/, 'blocks.$1.mlp.fc1.$2'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.mlp\.(?:linear_2|3)\.(weight|bias)$/, 'blocks.$1.mlp.fc2.$2'],
  [/^encoder\.ln\.(weight|bias)$/, 'norm.$1'],
];

/** What torchvision's Swins call a tensor; stages and the mergings between them are numbered through: 1, 2, 3 ... */
const SWIN: [RegExp, (...found: string[]) => string][] = [
  [/^features\.0\.0\.(weight|bias)$/, kind => `patch_embed.proj.${kind}`],
  [/^features\.0\.2\.(weight|bias)$/, kind => `patch_embed.norm.${kind}`],
  [
    /^features\.(\d+)\.(\d+)\.mlp\.0\.(weight|bias)$/,
    (i, block, kind) => `${stage(i)}.blocks.${block}.mlp.fc1.${kind}`,
  ],
  [
    /^features\.(\d+)\.(\d+)\.mlp\.3\.(weight|bias)$/,
    (i, block, kind) => `${stage(i)}.blocks.${block}.mlp.fc2.${kind}`,
  ],
  [/^features\.(\d+)\.(\d+)\.((?:attn|norm[12])\..+)$/, (i, block, rest) => `${stage(i)}.blocks.${block}.${rest}`],
  [/^features\.(\d+)\.((?:reduction|norm)\..+)$/, (i, rest) => `${stage(i)}.downsample.${rest}`],
  [/^norm\.(weight|bias)$/, kind => `norm.${kind}`],
];

export const torchvisionVit: Naming = {
  family: 'vit',
  like: 'named as in torchvision',
  anchor: 'encoder.layers.encoder_layer_0.self_attention.in_proj_weight',
  official(name) {
    const rule = VIT.find(([pattern]) => pattern.test(name));
    return rule && name.replace(...rule);
  },
};

export const torchvisionSwin: Naming = {
  family: 'swin',
  like: 'named as in torchvision',
  anchor: 'features.1.0.attn.relative_position_bias_table',
  official(name) {
    for (const [pattern, official] of SWIN) {
      const found = pattern.exec(name);
      if (found) return official(...found.slice(1));
    }
    return undefined;
  },
};

/** Features 1, 3, 5 are stages, 2, 4, 6 the mergings that follow them. */
function stage(feature: string): string {
  return `layers.${Math.ceil(Number(feature) / 2) - 1}`;
}
