import { converted, type FileTensor, rowsOf } from '../fileTensor.js';
import { count, type ForeignFamily, NOT_ENCODER, shapeOf } from './family.js';
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

const torchvisionVit: Naming = {
  family: 'vit',
  like: 'named as in torchvision',
  anchor: 'encoder.layers.encoder_layer_0.self_attention.in_proj_weight',
  official(name) {
    const rule = VIT.find(([pattern]) => pattern.test(name));
    return rule && name.replace(...rule);
  },
};

/** timm's ViTs; those of MAE, DINO, DeiT, MoCo v3 and BEiT are named alike, and so are the official ones. */
const timmVit: Naming = {
  family: 'vit',
  like: 'named as in timm',
  anchor: 'blocks.0.attn.proj.weight',
  official(name) {
    if (NOT_ENCODER.test(name)) return undefined;
    return name.replace(/^(blocks\.\d+)\.ls([12])\.gamma$/, '$1.gamma_$2');
  },
};

/** Heads of the ViTs of the literature whose heads are not 64 wide. */
const UNUSUAL_HEADS: Readonly<Record<number, number>> = { 1280: 16, 1408: 16 };
const WHOLE_BIAS = /^(encoder\.blocks\.\d+\.attn)\.qkv\.bias$/;

/** ViTs of timm, MAE, DINO, DeiT, MoCo v3, BEiT and torchvision. */
export const vit: ForeignFamily = {
  namings: [torchvisionVit, timmVit],
  describe(tensors) {
    const [width = '?'] = shapeOf(tensors, 'blocks.0.norm1.weight');
    return `a ViT with ${count(tensors, /^encoder\.blocks\.(\d+)\./)} blocks of width ${width}`;
  },
  infer(config, tensors) {
    const { VIT } = config.MODEL;
    const [width, channels, patch] = shapeOf(tensors, 'patch_embed.proj.weight');
    const hidden = shapeOf(tensors, 'blocks.0.mlp.fc1.weight')[0];
    const positions = shapeOf(tensors, 'pos_embed')[1];
    if (!width || !patch || !hidden || channels !== VIT.IN_CHANS) return undefined;
    const table = shapeOf(tensors, 'blocks.0.attn.relative_position_bias_table');
    const shared = shapeOf(tensors, 'rel_pos_bias.relative_position_bias_table');
    const [rows, tableHeads] = table.length > 0 ? table : shared;
    const heads = tableHeads ?? UNUSUAL_HEADS[width] ?? width / 64;
    const grid = positions ? Math.sqrt(positions - 1) : rows ? (Math.sqrt(rows - 3) + 1) / 2 : 224 / patch;
    if (!Number.isInteger(heads) || !Number.isInteger(grid)) return undefined;
    config.DATA.IMG_SIZE = grid * patch;
    Object.assign(VIT, {
      PATCH_SIZE: patch,
      EMBED_DIM: width,
      DEPTH: count(tensors, /^encoder\.blocks\.(\d+)\./),
      NUM_HEADS: heads,
      MLP_RATIO: hidden / width,
      QKV_BIAS: tensors.has('encoder.blocks.0.attn.q_bias'),
      INIT_VALUES: tensors.has('encoder.blocks.0.gamma_1') ? 1 : null,
      USE_APE: positions !== undefined,
      USE_RPB: table.length > 0,
      USE_SHARED_RPB: shared.length > 0,
    });
    return [
      ...(tableHeads ? [] : [`The file does not say how many attention heads there are: ${heads} were assumed.`]),
      ...(positions || rows
        ? []
        : [`The file does not say how large its images are: ${grid * patch} pixels were assumed.`]),
    ];
  },
  convert: tensors => [...splitBiases(tensors), ...addClassRow(tensors)],
};

/** The official attention has no bias of the keys (fact sheet 1.9). */
function splitBiases(tensors: Map<string, FileTensor>): string[] {
  let count = 0;
  for (const [name, source] of [...tensors]) {
    const attention = WHOLE_BIAS.exec(name)?.[1];
    const width = source.shape[0]! / 3;
    if (attention === undefined || source.shape.length !== 1 || !Number.isInteger(width)) continue;
    tensors.delete(name);
    tensors.set(`${attention}.q_bias`, rowsOf(source, 0, width));
    tensors.set(`${attention}.v_bias`, rowsOf(source, 2 * width, width));
    count++;
  }
  if (count === 0) return [];
  return [
    `attn.qkv.bias was split into q_bias and v_bias in ${count} blocks; the bias of the keys is left out, for it adds the same to all scores of a query and cancels in the softmax.`,
  ];
}

/** timm's models without a position for the class token: it has none, which is one of zeros. */
function addClassRow(tensors: Map<string, FileTensor>): string[] {
  const positions = tensors.get('encoder.pos_embed');
  if (positions?.shape.length !== 3 || !tensors.has('encoder.cls_token')) return [];
  const [, tokens, width] = positions.shape as [number, number, number];
  if (!Number.isInteger(Math.sqrt(tokens))) return [];
  tensors.set('encoder.pos_embed', withRowBefore(positions, tokens, width));
  return ['pos_embed has no row for the class token: one of zeros was added.'];
}

function withRowBefore(source: FileTensor, tokens: number, width: number): FileTensor {
  return converted(source, [1, tokens + 1, width], values => {
    const result = new Float32Array((tokens + 1) * width);
    result.set(values, width);
    return result;
  });
}
