import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';

before(createWasmRuntime);

type Shape4D = [number, number, number, number];

const noise = (seed: number, ...shape: Shape4D) =>
  tf.tensor4d(
    lcg(tf.util.sizeFromShape(shape), seed).map(u => u - 0.5),
    shape,
  );

/** The gradients of the sum of weight * convolution by its definition, in double precision. */
function expectedGradients(x: tf.Tensor4D, filter: tf.Tensor4D, weight: tf.Tensor4D, stride: number, before: number) {
  const [batch, height, width, input] = x.shape;
  const [rows, columns, , out] = filter.shape;
  const [, outHeight, outWidth] = weight.shape;
  const [xs, fs, ws] = [x.dataSync(), filter.dataSync(), weight.dataSync()];
  const [dx, df] = [new Float64Array(xs.length), new Float64Array(fs.length)];
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < outHeight; y++) {
      for (let z = 0; z < outWidth; z++) {
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            const [v, u] = [y * stride + row - before, z * stride + column - before];
            if (v < 0 || v >= height || u < 0 || u >= width) continue;
            for (let i = 0; i < input; i++) {
              for (let o = 0; o < out; o++) {
                const w = ws[((b * outHeight + y) * outWidth + z) * out + o]!;
                const pixel = ((b * height + v) * width + u) * input + i;
                const tap = ((row * columns + column) * input + i) * out + o;
                dx[pixel] = dx[pixel]! + w * fs[tap]!;
                df[tap] = df[tap]! + w * xs[pixel]!;
              }
            }
          }
        }
      }
    }
  }
  return { dx, df };
}

const cases: [
  what: string,
  x: Shape4D,
  filter: Shape4D,
  stride: number,
  pad: Parameters<typeof tf.conv2d>[3],
  before: number,
][] = [
  ['3 x 3, same', [2, 7, 5, 3], [3, 3, 3, 4], 1, 'same', 1],
  ['3 x 3, nothing around', [1, 6, 8, 2], [3, 3, 2, 5], 1, 'valid', 0],
  ['7 x 7 in steps of 2', [2, 14, 14, 3], [7, 7, 3, 8], 2, 'valid', 0],
  ['3 x 3 in steps of 2 that leave a row over', [2, 10, 8, 4], [3, 3, 4, 4], 2, 'valid', 0],
  ['1 x 1 in steps of 2', [1, 8, 6, 3], [1, 1, 3, 2], 2, 'valid', 0],
  ['4 x 4 patches', [2, 8, 8, 3], [4, 4, 3, 6], 4, 'valid', 0],
  ['explicit zeros', [1, 8, 8, 2], [3, 3, 2, 3], 2, 1, 1],
];

for (const [what, xShape, filterShape, stride, pad, border] of cases) {
  test(`gradients of a convolution: ${what}`, () => {
    const [x, filter] = [noise(1, ...xShape), noise(2, ...filterShape)];
    const weight = noise(3, ...tf.conv2d(x, filter, stride, pad).shape);
    const [dx, df] = tf.grads((a, b) =>
      tf.sum(tf.mul(weight, tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad))),
    )([x, filter]) as [tf.Tensor, tf.Tensor];
    const expected = expectedGradients(x, filter, weight, stride, border);
    assert.deepEqual([dx.shape, df.shape], [xShape, filterShape]);
    assertClose(dx.dataSync(), expected.dx, 'input', 1e-6);
    assertClose(df.dataSync(), expected.df, 'filter', 1e-6);
  });
}

test('gradients of convolutions leave no tensors behind', () => {
  const [x, filter] = [noise(1, 2, 8, 8, 3), noise(2, 3, 3, 3, 4)];
  const { numTensors } = tf.memory();
  const gradients = tf.grads((a, b) => tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')))([x, filter]);
  tf.dispose(gradients);
  assert.equal(tf.memory().numTensors, numTensors);
});
