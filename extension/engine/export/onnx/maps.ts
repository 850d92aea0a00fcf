import { cells, type Grid } from '../../input/grid.js';
import { VIT_EPSILON } from '../../models/layerNorm.js';
import { bilinear, means } from '../../models/segmentation/resample.js';
import type { OnnxGraph, Value } from './graph.js';
import { layerNorm, reshape, slice, transpose } from './layers.js';

/** Feature maps as convolutions of ONNX take them, `[batch, channels, ...grid]`. */
export interface Maps {
  value: Value;
  grid: Grid;
}

/** The rows of a layer, `[batch * tokens, width]`, as maps; a class token is left out. */
export function mapsOf(
  g: OnnxGraph,
  rows: Value,
  { grid, width }: { grid: Grid; width: number },
  classToken: boolean,
): Maps {
  const count = cells(grid);
  const tokens = classToken
    ? slice(g, reshape(g, rows, [-1, count + 1, width]), 1, 1, count + 1)
    : reshape(g, rows, [-1, count, width]);
  return { value: transpose(g, reshape(g, tokens, [-1, ...grid, width]), [0, 3, 1, 2]), grid };
}

/** LayerNorm over the channels of each pixel (models/segmentation/layers.ts). */
export function norm(g: OnnxGraph, { value, grid }: Maps, name: string): Maps {
  const normed = layerNorm(g, transpose(g, value, [0, 2, 3, 1]), name, VIT_EPSILON);
  return { value: transpose(g, normed, [0, 3, 1, 2]), grid };
}

/** A convolution, a norm and ReLU (models/segmentation/layers.ts). */
export function unit(g: OnnxGraph, { value, grid }: Maps, name: string, kernel: 1 | 3): Maps {
  const border = (kernel - 1) / 2;
  const mixed = g.node('Conv', [value, g.weight(`${name}.conv.weight`)], {
    kernel_shape: { ints: [kernel, kernel] },
    pads: { ints: [border, border, border, border] },
  });
  return relu(g, norm(g, { value: mixed, grid }, `${name}.norm`));
}

export function relu(g: OnnxGraph, { value, grid }: Maps): Maps {
  return { value: g.node('Relu', [value]), grid };
}

/** A 1x1 convolution with a bias. */
export function pointwise(g: OnnxGraph, { value, grid }: Maps, name: string): Maps {
  const inputs = [value, g.weight(`${name}.weight`), g.weight(`${name}.bias`)];
  return { value: g.node('Conv', inputs, { kernel_shape: { ints: [1, 1] } }), grid };
}

/** A 2x2 transposed convolution with a stride of 2. */
export function doubled(g: OnnxGraph, { value, grid: [rows, columns] }: Maps, name: string): Maps {
  const inputs = [value, g.weight(`${name}.weight`), g.weight(`${name}.bias`)];
  const sides = { ints: [2, 2] };
  return {
    value: g.node('ConvTranspose', inputs, { kernel_shape: sides, strides: sides }),
    grid: [2 * rows, 2 * columns],
  };
}

/** The maximum of 2x2; what remains at the border counts as well. */
export function halved(g: OnnxGraph, { value, grid: [rows, columns] }: Maps): Maps {
  const sides = { ints: [2, 2] };
  return {
    value: g.node('MaxPool', [value], { kernel_shape: sides, strides: sides, ceil_mode: { int: 1 } }),
    grid: [Math.ceil(rows / 2), Math.ceil(columns / 2)],
  };
}

const axes = { bilinear, means };

/** Maps of another size, by products with the matrices of both axes (models/segmentation/resample.ts). */
export function resample(g: OnnxGraph, { value, grid }: Maps, to: Grid, by: keyof typeof axes): Maps {
  if (grid.join() === to.join()) return { value, grid };
  const weights = ([from, length]: readonly [number, number]) =>
    g.floats(axes[by](from, length), [length, from], `${by}_${from}_${length}`);
  const down = g.node('MatMul', [weights([grid[0], to[0]]), value]);
  const across = transpose(g, weights([grid[1], to[1]]), [1, 0]);
  return { value: g.node('MatMul', [down, across]), grid: to };
}
