import type { SwinBlockShape } from '../../models/swin/block.js';
import { EPSILON } from '../../models/swin/norm.js';
import type { SwinShape } from '../../models/swin/swin.js';
import { type Windows, windowsOf } from '../../models/swin/windows.js';
import { attention, positionBias } from './attention.js';
import type { OnnxGraph, Value } from './graph.js';
import { concat, layerNorm, mlp, patches, product, reshape, slice, transpose } from './layers.js';
import type { Tap } from './tap.js';

/** The Swin transformer of models/swin/swin.ts: normalised images to rows. */
export function swinOnnx(g: OnnxGraph, images: Value, shape: SwinShape, tap: Tap): Value {
  let x = embedded(g, images, shape);
  for (const [i, blocks] of shape.stages.entries()) {
    for (const [j, block] of blocks.entries()) {
      const rows = swinBlock(g, x, `encoder.layers.${i}.blocks.${j}`, block);
      tap(() => rows);
      x = rows;
    }
    if (i < shape.stages.length - 1) x = merged(g, x, `encoder.layers.${i}.downsample`, blocks[0]!);
  }
  return layerNorm(g, x, 'encoder.norm', EPSILON);
}

function embedded(g: OnnxGraph, images: Value, { stages, patchSize, patchNorm, positions }: SwinShape): Value {
  const { width } = stages[0]![0]!;
  const tokens = patches(g, images, 'encoder.patch_embed.proj', width, patchSize);
  const normed = patchNorm ? layerNorm(g, tokens, 'encoder.patch_embed.norm', EPSILON) : tokens;
  const placed = positions ? g.node('Add', [normed, g.weight('encoder.absolute_pos_embed')]) : normed;
  return reshape(g, placed, [-1, width]);
}

function swinBlock(g: OnnxGraph, x: Value, name: string, shape: SwinBlockShape): Value {
  const attended = windowAttention(g, layerNorm(g, x, `${name}.norm1`, EPSILON), name, shape);
  const y = g.node('Add', [x, attended]);
  return g.node('Add', [y, mlp(g, layerNorm(g, y, `${name}.norm2`, EPSILON), `${name}.mlp`)]);
}

function windowAttention(g: OnnxGraph, x: Value, block: string, shape: SwinBlockShape): Value {
  const { width, heads, size, shift, scale } = shape;
  const name = `${block}.attn`;
  const tokens = size * size;
  const windows = windowsOf(shape);
  const bias = positionBias(g, name);
  const qkvBias = shape.qkvBias ? g.weight(`${name}.qkv.bias`) : undefined;
  const layout = { width, heads, tokens, scale };
  const within = shift === 0 ? positioned : masked;
  return fromWindows(g, attention(g, toWindows(g, x, shape, width), name, layout, qkvBias, within), shape, width);

  function positioned(scores: Value): Value {
    return g.node('Add', [scores, bias]);
  }

  function masked(scores: Value): Value {
    const mask = reshape(g, g.derived(`${block}.attn_mask`), [windows, 1, tokens, tokens]);
    const byImage = reshape(g, scores, [-1, windows, heads, tokens, tokens]);
    const both = g.node('Add', [byImage, g.node('Add', [mask, bias])]);
    return reshape(g, both, [-1, heads, tokens, tokens]);
  }
}

/** Half the grid and twice the width (models/swin/merging.ts). */
function merged(g: OnnxGraph, x: Value, name: string, { grid, width }: SwinBlockShape): Value {
  const [down, across] = [grid[0] / 2, grid[1] / 2];
  const neighbours = transpose(g, reshape(g, x, [-1, down, 2, across, 2, width]), [0, 1, 3, 4, 2, 5]);
  const rows = layerNorm(g, reshape(g, neighbours, [-1, 4 * width]), `${name}.norm`, EPSILON);
  return product(g, rows, g.weight(`${name}.reduction.weight`));
}

/** Rolls a grid of tokens and cuts it into windows, row by row; rows in, rows out (models/swin/windows.ts). */
function toWindows(g: OnnxGraph, x: Value, { grid, size, shift }: Windows, width: number): Value {
  const [down, across] = [grid[0] / size, grid[1] / size];
  if (down * across === 1) return x;
  const rolled = roll(g, reshape(g, x, [-1, ...grid, width]), grid, [shift, shift]);
  const windows = transpose(g, reshape(g, rolled, [-1, down, size, across, size, width]), [0, 1, 3, 2, 4, 5]);
  return reshape(g, windows, [-1, width]);
}

/** The inverse of `toWindows`. */
function fromWindows(g: OnnxGraph, x: Value, { grid, size, shift }: Windows, width: number): Value {
  const [down, across] = [grid[0] / size, grid[1] / size];
  if (down * across === 1) return x;
  const rows = transpose(g, reshape(g, x, [-1, down, across, size, size, width]), [0, 1, 3, 2, 4, 5]);
  const back = grid.map(side => (side - shift) % side);
  return reshape(g, roll(g, reshape(g, rows, [-1, ...grid, width]), grid, back), [-1, width]);
}

/** Moves a grid `[batch, rows, columns, width]` up and to the left; what falls out comes back in. */
function roll(g: OnnxGraph, x: Value, grid: Windows['grid'], by: readonly number[]): Value {
  return [0, 1].reduce((moved, axis) => {
    const [side, step] = [grid[axis]!, by[axis]!];
    if (step === 0) return moved;
    return concat(g, [slice(g, moved, axis + 1, step, side), slice(g, moved, axis + 1, 0, step)], axis + 1);
  }, x);
}
