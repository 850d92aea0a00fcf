import { isLearned } from '../../../extension/engine/inspect/weights/learnedTensors.js';
import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import type { Part } from './parts.js';

/** How many learned values have names that begin so. */
export type Count = (prefix: string) => number;

/** In PyTorch's files the model is an entry of its own, 'model.'. */
export function counter(tensors: readonly TensorEntry[]): Count {
  const learned = tensors
    .filter(({ name, part, dtype }) => part === 'model' && dtype === 'F32' && isLearned(name))
    .map(({ name, shape }) => ({
      name: name.replace(/^model\./, ''),
      values: shape.reduce((product, size) => product * size, 1),
    }));
  return prefix => learned.reduce((sum, { name, values }) => sum + (name.startsWith(prefix) ? values : 0), 0);
}

/** A part that changes what flows. */
export function layer(id: string, title: string, sizes: string[], parameters: number): Part {
  return { id, title, sizes, parameters, kind: 'layer' };
}

/** The light decoder: one convolution gives each feature's pixels, which are then put into their places. */
export function lightDecoder(width: number, grid: number, imageSize: number, channels: number, count: Count): Part[] {
  const side = imageSize / grid;
  const pixels = side ** 2 * channels;
  return [
    layer('head', '1 × 1 convolution', [`${width} → ${pixels}`], count('decoder.0.')),
    layer('shuffle', 'Pixel shuffle', [`${grid} × ${grid} × ${pixels}`, `by ${side}`], 0),
  ];
}

/** What goes in and what comes out. */
export function picture(id: string, title: string, channels: number, imageSize: number): Part {
  return { id, title, sizes: [`${channels} × ${imageSize} × ${imageSize}`], parameters: 0, kind: 'data' };
}
