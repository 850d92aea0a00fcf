import * as tf from '@tensorflow/tfjs-core';

/**
 * `transform(x)` for a transform that treats the items along the first axis alike, at most `values` values at a time
 * (but at least one item): the heap of a wasm backend ends at 4 GiB.
 */
export function inPieces(x: tf.Tensor, values: number, transform: (piece: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [items, ...rest] = x.shape as [number, ...number[]];
  const together = Math.max(1, Math.floor(values / (x.size / items)));
  return tf.tidy(() => {
    if (together >= items) return transform(x);
    const sizes = Array.from({ length: Math.ceil(items / together) }, (_, i) =>
      Math.min(together, items - i * together),
    );
    const pieces = sizes.map((size, i) =>
      tf.tidy(() => transform(tf.slice(x, [i * together, ...rest.map(() => 0)], [size, ...rest]))),
    );
    return tf.concat(pieces, 0);
  });
}
