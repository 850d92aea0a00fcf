import { type DType, ELEMENT_BYTES, elementCount } from '../../extension/engine/checkpoint/tensorData.js';
import type { Draw } from './mutate.js';
import { safetensorsFile } from './tensorFiles.js';

/** Names that other programs' networks are known by: what follows from their shapes is believed. */
const NAMES = [
  ...['patch_embed.proj.weight', 'model.encoder.patch_embed.proj.weight', 'conv_proj.weight', 'features.0.0.weight'],
  ...['blocks.0.attn.proj.weight', 'blocks.0.mlp.fc1.weight', 'blocks.0.norm1.weight', 'blocks.0.attn.qkv.bias'],
  ...['blocks.0.attn.q_bias', 'blocks.0.attn.v_bias', 'blocks.0.attn.relative_position_bias_table', 'cls_token'],
  ...['rel_pos_bias.relative_position_bias_table', 'pos_embed', 'absolute_pos_embed', 'blocks.99999999.norm1.weight'],
  ...['layers.0.blocks.0.attn.relative_position_bias_table', 'layers.0.blocks.0.mlp.fc1.weight', 'conv1.weight'],
  ...['layer1.0.conv1.weight', 'layer2.0.conv1.weight', 'layer3.0.conv1.weight', 'layer4.0.conv1.weight'],
  ...['encoder.layers.encoder_layer_0.self_attention.in_proj_weight', 'encoder.pos_embedding', 'head.weight'],
  ...['optimizer.exp_avg.x', 'bn1.running_mean', '__proto__', 'constructor', '\u001b[2J', 'a\nb', ''],
];
const SIDES = [0, 1, 2, 3, 4, 16, 48, 64, 192, 1e9, 2 ** 40, 399_999 ** 2 + 3, 2 ** 53 - 1];
const TYPES = Object.keys(ELEMENT_BYTES) as DType[];
/** Elements of a tensor: others get a side of nothing. */
const MOST = 20_000;

/** A safetensors file whose tensors lead somewhere by their names, of sizes that nobody has, with the bytes for them. */
export function fittingFile(draw: Draw, metadata?: Record<string, string>): Buffer {
  const header: [string, unknown][] = metadata ? [['__metadata__', metadata]] : [];
  let end = 0;
  const names = new Set(Array.from({ length: 1 + draw(14) }, () => NAMES[draw(NAMES.length)]!));
  for (const name of names) {
    const dtype = draw(2) === 0 ? 'F32' : TYPES[draw(TYPES.length)]!;
    const shape = shapeOf(name, draw);
    if (!(elementCount(shape) <= MOST)) shape[draw(shape.length)] = 0;
    const start = end;
    end += elementCount(shape) * ELEMENT_BYTES[dtype];
    header.push([name, { dtype, shape, data_offsets: [start, end] }]);
  }
  const json = header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join();
  return safetensorsFile(`{${json}}`, Buffer.alloc(end, draw(256)));
}

function shapeOf(name: string, draw: Draw): number[] {
  const side = () => SIDES[draw(SIDES.length)]!;
  const small = () => SIDES[draw(7)]!;
  if (/proj\.weight$|features/.test(name)) return [small(), 3, small(), draw(3) === 0 ? side() : small()];
  if (/pos_embed/.test(name)) return [1, side(), small()];
  if (/bias_table/.test(name)) return [side(), small()];
  return Array.from({ length: draw(5) }, draw(4) === 0 ? side : small);
}
