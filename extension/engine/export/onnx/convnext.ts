import { type Grid, gridOver } from '../../input/grid.js';
import { KERNEL } from '../../models/convnext/block.js';
import { type ConvnextShape, STEM } from '../../models/convnext/convnext.js';
import { VIT_EPSILON } from '../../models/layerNorm.js';
import type { OnnxGraph, Value } from './graph.js';
import { layerNorm, mlp, reshape, transpose } from './layers.js';
import type { Tap } from './tap.js';

/** The ConvNeXt of models/convnext/convnext.ts: normalised images to rows. */
export function convnextOnnx(g: OnnxGraph, images: Value, shape: ConvnextShape, tap: Tap): Value {
  const { widths, depths, size } = shape;
  let grid = gridOver(size, STEM);
  const stem = toRows(g, convolution(g, images, 'encoder.stem.0', STEM), widths[0]!);
  let x = layerNorm(g, stem, 'encoder.stem.1', VIT_EPSILON);
  for (const [i, depth] of depths.entries()) {
    const name = `encoder.stages.${i}`;
    if (i > 0) {
      const normed = layerNorm(g, x, `${name}.downsample.0`, VIT_EPSILON);
      const before = toImages(g, normed, grid, widths[i - 1]!);
      x = toRows(g, convolution(g, before, `${name}.downsample.1`, 2), widths[i]!);
      grid = [grid[0] / 2, grid[1] / 2];
    }
    for (let j = 0; j < depth; j++) {
      const rows = block(g, x, `${name}.blocks.${j}`, grid, widths[i]!, shape.layerScale !== null);
      tap(() => rows);
      x = rows;
    }
  }
  return x;
}

function block(g: OnnxGraph, x: Value, name: string, grid: Grid, width: number, hasScale: boolean): Value {
  const inputs = [toImages(g, x, grid, width), g.weight(`${name}.conv_dw.weight`), g.weight(`${name}.conv_dw.bias`)];
  const border = (KERNEL - 1) / 2;
  const mixed = g.node('Conv', inputs, {
    group: { int: width },
    kernel_shape: { ints: [KERNEL, KERNEL] },
    pads: { ints: [border, border, border, border] },
  });
  const branch = mlp(g, layerNorm(g, toRows(g, mixed, width), `${name}.norm`, VIT_EPSILON), `${name}.mlp`);
  return g.node('Add', [x, hasScale ? g.node('Mul', [branch, g.weight(`${name}.gamma`)]) : branch]);
}

/** A convolution whose stride is its side. */
function convolution(g: OnnxGraph, images: Value, name: string, side: number): Value {
  const sides = { ints: [side, side] };
  const inputs = [images, g.weight(`${name}.weight`), g.weight(`${name}.bias`)];
  return g.node('Conv', inputs, { kernel_shape: sides, strides: sides });
}

function toImages(g: OnnxGraph, rows: Value, grid: Grid, width: number): Value {
  return transpose(g, reshape(g, rows, [-1, ...grid, width]), [0, 3, 1, 2]);
}

function toRows(g: OnnxGraph, images: Value, width: number): Value {
  return reshape(g, transpose(g, images, [0, 2, 3, 1]), [-1, width]);
}
