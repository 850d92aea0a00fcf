import { relativePositionIndex } from '../../models/relativePosition.js';
import { sinCosPositions } from '../../models/sinCos.js';
import { gridOf, type VitShape } from '../../models/vit.js';
import { attention, positionBias } from './attention.js';
import type { OnnxGraph, Value } from './graph.js';
import { concat, gelu, layerNorm, linear, reshape, transpose } from './layers.js';

const EPSILON = 1e-6;

/**
 * The vision transformer of models/vit.ts.
 *
 * @param images `[batch, 3, H, W]`, normalised
 * @param prefix before the names of its weights: 'encoder.' or nothing
 * @returns rows `[batch * tokens, width]`, the class token first within each image
 */
export function vitOnnx(g: OnnxGraph, images: Value, shape: VitShape, prefix: string): Value {
  const { width, depth, heads } = shape;
  const grid = gridOf(shape);
  const tokens = grid * grid + 1;
  const index = () => g.integers(relativePositionIndex(grid), [tokens * tokens], 'relative_position_index');
  const table = (name: string) =>
    positionBias(g, g.weight(`${name}.relative_position_bias_table`), index(), tokens, heads);

  const shared = shape.sharedPositions ? table(`${prefix}rel_pos_bias`) : undefined;
  let x = reshape(g, withPositions(g, embedded(g, images, shape, prefix), shape, prefix), [-1, width]);
  for (let i = 0; i < depth; i++) x = block(x, `${prefix}blocks.${i}`);
  return shape.finalNorm ? layerNorm(g, x, `${prefix}norm`, EPSILON) : x;

  function block(rows: Value, name: string): Value {
    const bias = shape.ownPositions ? table(`${name}.attn`) : shared;
    const biased = (scores: Value) => (bias === undefined ? scores : g.node('Add', [scores, bias]));
    const normed = layerNorm(g, rows, `${name}.norm1`, EPSILON);
    const attended = attention(g, normed, `${name}.attn`, { width, heads, tokens }, qkvBias(name), biased);
    const y = g.node('Add', [rows, scaled(attended, `${name}.gamma_1`)]);
    const hidden = gelu(g, linear(g, layerNorm(g, y, `${name}.norm2`, EPSILON), `${name}.mlp.fc1`));
    return g.node('Add', [y, scaled(linear(g, hidden, `${name}.mlp.fc2`), `${name}.gamma_2`)]);
  }

  /** Keys have no bias (fact sheet 1.9). */
  function qkvBias(name: string): Value | undefined {
    if (!shape.qkvBias) return undefined;
    const none = g.floats(new Float32Array(width), [width], 'k_bias');
    return concat(g, [g.weight(`${name}.attn.q_bias`), none, g.weight(`${name}.attn.v_bias`)], 0);
  }

  function scaled(rows: Value, gamma: string): Value {
    return shape.layerScale === null ? rows : g.node('Mul', [rows, g.weight(gamma)]);
  }
}

/** Class token and patches, `[batch, tokens, width]`. */
function embedded(g: OnnxGraph, images: Value, { width, patchSize }: VitShape, prefix: string): Value {
  const kernel = [g.weight(`${prefix}patch_embed.proj.weight`), g.weight(`${prefix}patch_embed.proj.bias`)];
  const side = [patchSize, patchSize];
  const maps = g.node('Conv', [images, ...kernel], { kernel_shape: { ints: side }, strides: { ints: side } });
  // 0 keeps a size as it is, here the batch's.
  const patches = transpose(g, reshape(g, maps, [0, width, -1]), [0, 2, 1]);
  const batch = g.node('Shape', [images], { start: { int: 0 }, end: { int: 1 } });
  const size = concat(g, [batch, g.integers([1, width], [2], 'class_token_size')], 0);
  return concat(g, [g.node('Expand', [g.weight(`${prefix}cls_token`), size]), patches], 1);
}

function withPositions(g: OnnxGraph, tokens: Value, shape: VitShape, prefix: string): Value {
  if (shape.positions === 'none') return tokens;
  if (shape.positions === 'learned') return g.node('Add', [tokens, g.weight(`${prefix}pos_embed`)]);
  const grid = gridOf(shape);
  const size = [1, grid * grid + 1, shape.width];
  return g.node('Add', [tokens, g.floats(sinCosPositions(grid, shape.width), size, 'sin_cos_positions')]);
}
