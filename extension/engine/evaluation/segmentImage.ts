import * as tf from '@tensorflow/tfjs-core';
import type { Grid } from '../input/grid.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { type Corner, LogitCanvas, windowsOver } from '../segmentation/slidingWindow.js';

/** A network that segments, and the windows that it takes. */
export interface SegmentingStep {
  /** Images in [0, 1], `[batch, 3, side, side]`, to logits, `[batch, side, side, classes]`. */
  step: CompiledStep;
  classes: number;
  /** Of a window, in pixels. */
  side: number;
  /** Windows that are run at once. */
  batchSize: number;
}

/**
 * What a network makes of an image, window by window.
 *
 * @param pixels `[3, height, width]` in [0, 1], no side shorter than a window's
 * @param size its height and width
 */
export async function segmentImage(
  pixels: Float32Array,
  size: Grid,
  { step, classes, side, batchSize }: SegmentingStep,
): Promise<LogitCanvas> {
  const canvas = new LogitCanvas(size, classes);
  const windows = windowsOver(size, side);
  for (let first = 0; first < windows.length; first += batchSize) {
    const some = windows.slice(first, first + batchSize);
    const images = tf.tensor4d(windowsOf(pixels, size, some, side), [some.length, 3, side, side]);
    const [logits] = await step.run(images);
    const values = logits!.dataSync<'float32'>();
    tf.dispose([images, logits!]);
    const length = values.length / some.length;
    for (const [i, corner] of some.entries()) canvas.add(values.subarray(i * length, (i + 1) * length), corner, side);
  }
  return canvas;
}

/** `[windows, 3, side, side]` */
function windowsOf(pixels: Float32Array, [height, width]: Grid, corners: readonly Corner[], side: number) {
  const cut = new Float32Array(corners.length * 3 * side * side);
  let to = 0;
  for (const { top, left } of corners) {
    for (let channel = 0; channel < 3; channel++) {
      for (let y = top; y < top + side; y++, to += side) {
        const from = (channel * height + y) * width + left;
        cut.set(pixels.subarray(from, from + side), to);
      }
    }
  }
  return cut;
}
