import { EPSILON } from '../../models/resnet/batchNorm.js';
import { branchOf, downsampleOf, type ResidualBlock, type Unit } from '../../models/resnet/block.js';
import { blocksOf, type ResnetShape } from '../../models/resnet/resnet.js';
import type { OnnxGraph, Value } from './graph.js';
import { reshape, transpose } from './layers.js';
import type { Tap } from './tap.js';

/** The residual network of models/resnet/resnet.ts: normalised images to rows. Batch norms use the running statistics. */
export function resnetOnnx(g: OnnxGraph, images: Value, shape: ResnetShape, tap: Tap): Value {
  const blocks = blocksOf(shape);
  const stem = convolution(g, images, 'encoder.conv1.weight', 7, 2);
  const normed = g.node('Relu', [batchNorm(g, stem, 'encoder.bn1')]);
  let x = g.node('MaxPool', [normed], { kernel_shape: { ints: [3, 3] }, ...moved(3, 2) });
  const rows = (maps: Value, width: number) => reshape(g, transpose(g, maps, [0, 2, 3, 1]), [-1, width]);
  for (const block of blocks) {
    const maps = residualBlock(g, x, block);
    tap(() => rows(maps, block.output));
    x = maps;
  }
  return rows(x, blocks.at(-1)!.output);
}

function residualBlock(g: OnnxGraph, x: Value, block: ResidualBlock): Value {
  const run = (input: Value, unit: Unit) =>
    batchNorm(g, convolution(g, input, `${unit.convolution}.weight`, unit.kernel, unit.stride), unit.norm);
  const [first, ...rest] = branchOf(block);
  const branch = rest.reduce((y, unit) => run(g.node('Relu', [y]), unit), run(x, first!));
  return g.node('Relu', [g.node('Add', [branch, block.hasDownsample ? run(x, downsampleOf(block)) : x])]);
}

function convolution(g: OnnxGraph, x: Value, weight: string, kernel: number, stride: number): Value {
  return g.node('Conv', [x, g.weight(weight)], { kernel_shape: { ints: [kernel, kernel] }, ...moved(kernel, stride) });
}

/** An odd kernel's way over an image, with the same border on all sides. */
function moved(kernel: number, stride: number) {
  const border = (kernel - 1) / 2;
  return { strides: { ints: [stride, stride] }, pads: { ints: [border, border, border, border] } };
}

function batchNorm(g: OnnxGraph, x: Value, name: string): Value {
  const tensors = ['weight', 'bias', 'running_mean', 'running_var'].map(part => g.weight(`${name}.${part}`));
  return g.node('BatchNormalization', [x, ...tensors], { epsilon: { float: EPSILON } });
}
