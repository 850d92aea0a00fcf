import { assumedSize, count, type ForeignFamily, NOT_ENCODER, shapeOf } from './family.js';
import type { Naming } from './naming.js';

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

const torchvisionSwin: Naming = {
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

/** The official Swin; timm from 0.9 on counts the patch merging to the stage after it. */
const bareSwin: Naming = {
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

/** More stages than any Swin has. */
const MOST_STAGES = 8;

/** Swins of timm, torchvision and their authors. */
export const swin: ForeignFamily = {
  namings: [torchvisionSwin, bareSwin],
  describe(tensors) {
    const blocks = [0, 1, 2, 3].map(i => count(tensors, new RegExp(`^encoder\\.layers\\.${i}\\.blocks\\.(\\d+)\\.`)));
    const [width = '?'] = shapeOf(tensors, 'layers.0.blocks.0.norm1.weight');
    return `a Swin with ${blocks.join('-')} blocks of width ${width}`;
  },
  infer(config, tensors) {
    const [width, , patch] = shapeOf(tensors, 'patch_embed.proj.weight');
    const [rows] = shapeOf(tensors, 'layers.0.blocks.0.attn.relative_position_bias_table');
    const hidden = shapeOf(tensors, 'layers.0.blocks.0.mlp.fc1.weight')[0];
    const window = rows ? (Math.sqrt(rows) + 1) / 2 : Number.NaN;
    const stages = count(tensors, /^encoder\.layers\.(\d+)\./);
    if (stages > MOST_STAGES) return undefined;
    const numbers = Array.from({ length: stages }, (_, i) => i);
    const heads = numbers.map(i => shapeOf(tensors, `layers.${i}.blocks.0.attn.relative_position_bias_table`)[1]!);
    if (!width || !patch || !hidden || !Number.isInteger(window) || !heads.every(Boolean)) return undefined;
    const size = patch * window * 2 ** (stages - 1);
    config.DATA.IMG_SIZE = size * Math.max(1, Math.round(224 / size));
    Object.assign(config.MODEL.SWIN, {
      PATCH_SIZE: patch,
      EMBED_DIM: width,
      DEPTHS: numbers.map(i => count(tensors, new RegExp(`^encoder\\.layers\\.${i}\\.blocks\\.(\\d+)\\.`))),
      NUM_HEADS: heads,
      WINDOW_SIZE: window,
      MLP_RATIO: hidden / width,
      QKV_BIAS: tensors.has('encoder.layers.0.blocks.0.attn.qkv.bias'),
      PATCH_NORM: tensors.has('encoder.patch_embed.norm.weight'),
      APE: tensors.has('encoder.absolute_pos_embed'),
    });
    return [assumedSize(config)];
  },
};

/** Features 1, 3, 5 are stages, 2, 4, 6 the mergings that follow them. */
function stage(feature: string): string {
  return `layers.${Math.ceil(Number(feature) / 2) - 1}`;
}
