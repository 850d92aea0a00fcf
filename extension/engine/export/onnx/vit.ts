import { cells } from '../../input/grid.js';
import { VIT_EPSILON } from '../../models/layerNorm.js';
import { sinCosPositions } from '../../models/sinCos.js';
import { gridOf, type VitShape } from '../../models/vit.js';
import { attention, positionBias } from './attention.js';
import type { OnnxGraph, Value } from './graph.js';
import { concat, layerNorm, mlp, patches, reshape } from './layers.js';
import type { Tap } from './tap.js';

/** The vision transformer of models/vit.ts: normalised images to rows, the class token first within each image. */
export function vitOnnx(g: OnnxGraph, images: Value, shape: VitShape, tap: Tap): Value {
  const { width, heads, patchSize } = shape;
  const layout = { width, heads, tokens: cells(gridOf(shape)) + 1, scale: (width / heads) ** -0.5 };
  const shared = shape.sharedPositions ? positionBias(g, 'encoder.rel_pos_bias') : undefined;
  const embedded = patches(g, images, 'encoder.patch_embed.proj', width, patchSize);
  const tokens = concat(g, [classTokens(g, images, width), embedded], 1);
  let x = reshape(g, withPositions(g, tokens, shape), [-1, width]);
  for (let i = 0; i < shape.depth; i++) {
    const rows = block(x, `encoder.blocks.${i}`);
    tap(() => rows);
    x = rows;
  }
  return shape.finalNorm ? layerNorm(g, x, 'encoder.norm', VIT_EPSILON) : x;

  function block(rows: Value, name: string): Value {
    const bias = shape.ownPositions ? positionBias(g, `${name}.attn`) : shared;
    const biased = (scores: Value) => (bias === undefined ? scores : g.node('Add', [scores, bias]));
    const normed = layerNorm(g, rows, `${name}.norm1`, VIT_EPSILON);
    const attended = attention(g, normed, `${name}.attn`, layout, qkvBias(`${name}.attn`), biased);
    const y = g.node('Add', [rows, scaled(attended, `${name}.gamma_1`)]);
    const widened = mlp(g, layerNorm(g, y, `${name}.norm2`, VIT_EPSILON), `${name}.mlp`);
    return g.node('Add', [y, scaled(widened, `${name}.gamma_2`)]);
  }

  /** Keys have no bias (fact sheet 1.9). */
  function qkvBias(name: string): Value | undefined {
    if (!shape.qkvBias) return undefined;
    const none = g.floats(new Float32Array(width), [width], 'k_bias');
    return concat(g, [g.weight(`${name}.q_bias`), none, g.weight(`${name}.v_bias`)], 0);
  }

  function scaled(rows: Value, gamma: string): Value {
    return shape.layerScale === null ? rows : g.node('Mul', [rows, g.weight(gamma)]);
  }
}

/** The class token once for each image, `[batch, 1, width]`. */
function classTokens(g: OnnxGraph, images: Value, width: number): Value {
  const batch = g.node('Shape', [images], { start: { int: 0 }, end: { int: 1 } });
  const size = concat(g, [batch, g.integers([1, width], [2], 'class_token_size')], 0);
  return g.node('Expand', [g.weight('encoder.cls_token'), size]);
}

function withPositions(g: OnnxGraph, tokens: Value, shape: VitShape): Value {
  if (shape.positions === 'none') return tokens;
  if (shape.positions === 'learned') return g.node('Add', [tokens, g.weight('encoder.pos_embed')]);
  const grid = gridOf(shape);
  const size = [1, cells(grid) + 1, shape.width];
  return g.node('Add', [tokens, g.floats(sinCosPositions(grid, shape.width), size, 'sin_cos_positions')]);
}
