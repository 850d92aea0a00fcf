import { networkDrawing } from '../../../extension/engine/config/networkDrawing.js';
import { defaultConfig } from '../../../extension/engine/config/schema.js';
import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';

/** ViT-S/16 of the paper, with layer scale and a shared relative position table to have something more to draw. */
export const network = {
  imageSize: 224,
  patchSize: 16,
  channels: 3,
  width: 384,
  depth: 12,
  heads: 6,
  hidden: 1536,
};

/** What its features are for: MODEL.NAME. */
export type Purpose = 'pretrain' | 'finetune' | 'segment';

export const classes = 7;

/** As the extension says how it is drawn. */
export function drawn(purpose: Purpose) {
  const config = defaultConfig();
  Object.assign(config.MODEL, { NAME: purpose });
  Object.assign(config.MODEL.VIT, { EMBED_DIM: network.width, NUM_HEADS: network.heads, USE_SHARED_RPB: true });
  Object.assign(config.SEGMENTATION, { HEAD: 'linear', CLASSES: classes });
  return networkDrawing(config, classes);
}

/** Its tensors and AdamW's moments, named and shaped as the engine does it. */
export function checkpointTensors(purpose: Purpose): TensorEntry[] {
  const shapes = modelShapes(purpose);
  const model = shapes.map(([name, shape]) => entry(name, 'model', shape));
  const moments = ['exp_avg', 'exp_avg_sq'].flatMap(moment =>
    shapes.map(([name, shape]) => entry(`optimizer.${moment}.${name}`, 'optimizer', shape)),
  );
  return [...model, ...moments];
}

function entry(name: string, part: TensorEntry['part'], shape: number[]): TensorEntry {
  return { name, part, dtype: 'F32', shape, bytes: 4 * shape.reduce((product, size) => product * size, 1) };
}

type Shape = [name: string, shape: number[]];

function modelShapes(purpose: Purpose): Shape[] {
  const encoder = encoderShapes();
  const { width, channels, patchSize } = network;
  const head = (name: string, shape: number[]): Shape[] => [
    [`${name}.weight`, shape],
    [`${name}.bias`, shape.slice(0, 1)],
  ];
  if (purpose === 'segment') return [...encoder, ...head('decode_head.conv_seg', [classes, width, 1, 1])];
  if (purpose === 'pretrain') return [...encoder, ...head('decoder.0', [channels * patchSize ** 2, width, 1, 1])];
  const short = encoder.map(([name, shape]): Shape => [name.replace('encoder.', ''), shape]);
  return [...short, ...head('head', [classes, width])];
}

function encoderShapes(): Shape[] {
  const { width, depth, hidden, patchSize, channels, heads, imageSize } = network;
  const grid = imageSize / patchSize;
  const block = (i: number) =>
    [
      ['gamma_1', [width]],
      ['gamma_2', [width]],
      ['norm1.weight', [width]],
      ['norm1.bias', [width]],
      ['attn.q_bias', [width]],
      ['attn.v_bias', [width]],
      ['attn.qkv.weight', [3 * width, width]],
      ['attn.proj.weight', [width, width]],
      ['attn.proj.bias', [width]],
      ['norm2.weight', [width]],
      ['norm2.bias', [width]],
      ['mlp.fc1.weight', [hidden, width]],
      ['mlp.fc1.bias', [hidden]],
      ['mlp.fc2.weight', [width, hidden]],
      ['mlp.fc2.bias', [width]],
    ].map(([name, shape]): Shape => [`encoder.blocks.${i}.${name}`, shape as number[]]);
  return [
    ['encoder.cls_token', [1, 1, width]],
    ['encoder.pos_embed', [1, grid * grid + 1, width]],
    ['encoder.patch_embed.proj.weight', [width, channels, patchSize, patchSize]],
    ['encoder.patch_embed.proj.bias', [width]],
    ['encoder.rel_pos_bias.relative_position_bias_table', [(2 * grid - 1) ** 2 + 3, heads]],
    ...Array.from({ length: depth }, (_, i) => block(i)).flat(),
    ['encoder.norm.weight', [width]],
    ['encoder.norm.bias', [width]],
  ];
}
