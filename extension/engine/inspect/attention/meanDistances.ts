import * as tf from '@tensorflow/tfjs-core';
import { cells } from '../../input/grid.js';
import type { Encoder, Layer } from '../../models/encoder.js';
import type { Taps } from '../../models/taps.js';
import { attendingTokens } from './windows.js';

/** A layer that has attention, of a network with or without a class token. */
type Attending = Pick<Layer, 'grid'> & Required<Pick<Layer, 'attention'>> & Pick<Encoder, 'classToken'>;

/** The layers of an encoder that have attention. */
export function attendingLayers({ layers, classToken }: Pick<Encoder, 'layers' | 'classToken'>): Attending[] {
  return layers.flatMap(({ grid, attention }) => (attention ? [{ grid, attention, classToken }] : []));
}

/**
 * The mean attention distance (`distance.ts`) of each layer that has attention, in the mean over its heads: within a step, of many
 * images at once, so that nobody has to read their attention.
 *
 * @param taps of a pass of `batch` images
 * @returns pixels, `[batch, layers]`
 */
export function meanDistances(
  encoder: Pick<Encoder, 'layers' | 'classToken' | 'input'>,
  { attention }: Taps,
  batch: number,
): tf.Tensor2D {
  const { size } = encoder.input;
  const found = attendingLayers(encoder).map((layer, i) =>
    tf.tidy(() => meanDistance(layer, attention[i]!, batch, size)),
  );
  return tf.stack(found, 1) as tf.Tensor2D;
}

/** @param attention `[batch * windows, heads, n, n]` @returns `[batch]` */
function meanDistance(layer: Attending, attention: tf.Tensor, batch: number, size: readonly [number, number]) {
  const { grid, classToken } = layer;
  const windows = attendingTokens(layer);
  const n = windows[0]!.length;
  const byImage = tf.reshape(attention, [batch, windows.length, layer.attention.heads, n, n]);
  const lengths = tf.tensor(lengthsOf(windows, layer, size), [windows.length, 1, n, n]);
  // The class token has no place: as a key it does not count, and as a query it is not asked.
  const isPatch = tf.tensor1d(Float32Array.from({ length: n }, (_, i) => (classToken && i === 0 ? 0 : 1)));
  const weighted = tf.sum(tf.mul(byImage, lengths), -1);
  const whole = tf.sum(tf.mul(byImage, isPatch), -1);
  const distances = tf.mul(tf.div(weighted, tf.maximum(whole, 1e-30)), isPatch);
  return tf.div(tf.sum(distances, [1, 2, 3]), layer.attention.heads * cells(grid));
}

/** Pixels between the centres of the patches of each window, `[windows, n, n]`; 0 to and from the class token. */
function lengthsOf(
  windows: Int32Array[],
  { grid, classToken }: Attending,
  size: readonly [number, number],
): Float32Array {
  const [rows, columns] = grid;
  const [height, width] = [size[0] / rows, size[1] / columns];
  const first = classToken ? 1 : 0;
  const place = (token: number) => [Math.floor((token - first) / columns), (token - first) % columns] as const;
  const between = (a: number, b: number) => {
    if (a < first || b < first) return 0;
    const [[y, x], [otherY, otherX]] = [place(a), place(b)];
    return Math.hypot((y - otherY) * height, (x - otherX) * width);
  };
  return Float32Array.from(windows.flatMap(tokens => [...tokens].flatMap(a => Array.from(tokens, b => between(a, b)))));
}
