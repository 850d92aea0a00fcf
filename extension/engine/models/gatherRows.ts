import * as tf from '@tensorflow/tfjs-core';

/**
 * `tf.gather` along the first axis with a gradient that does not need a kernel for segment sums: wasm has none.
 *
 * @param table `[count, width]`
 * @returns `[rows.length, width]`
 */
export function gatherRows(table: tf.Tensor, rows: Int32Array): tf.Tensor {
  const count = table.shape[0]!;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const value = tf.gather(args[0] as tf.Tensor, tf.tensor1d(rows, 'int32'));
    return { value, gradFunc: (dy: tf.Tensor) => sumRows(dy, rows, count) };
  });
  return op(table);
}

function sumRows(values: tf.Tensor, rows: Int32Array, count: number): tf.Tensor {
  if (tf.getKernel('UnsortedSegmentSum', tf.getBackend())) {
    return tf.unsortedSegmentSum(values, tf.tensor1d(rows, 'int32'), count);
  }
  const width = values.shape[1]!;
  const sums = new Float32Array(count * width);
  const flat = values.dataSync();
  for (let i = 0; i < flat.length; i++) sums[rows[Math.floor(i / width)]! * width + (i % width)]! += flat[i]!;
  return tf.tensor2d(sums, [count, width]);
}
