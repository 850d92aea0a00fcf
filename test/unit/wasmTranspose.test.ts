import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';

before(createWasmRuntime);

/** Where a value goes, by the definition alone. */
function expected(values: Float32Array | Int32Array, shape: number[], perm: number[]): number[] {
  const outShape = perm.map(axis => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return Array.from(values, (_, place) => {
    let rest = place;
    let from = 0;
    for (let axis = outShape.length - 1; axis >= 0; axis--) {
      from += (rest % outShape[axis]!) * strides[perm[axis]!]!;
      rest = Math.floor(rest / outShape[axis]!);
    }
    return values[from]!;
  });
}

function permutations(axes: number[]): number[][] {
  if (axes.length < 2) return [axes];
  return axes.flatMap(axis => permutations(axes.filter(other => other !== axis)).map(rest => [axis, ...rest]));
}

for (const shape of [
  [37, 19],
  [5, 40, 3],
  [3, 1, 18, 33],
  [2, 3, 4, 17],
  [2, 3, 1, 4, 35],
  [1, 1, 1],
  [0, 4],
]) {
  for (const dtype of ['float32', 'int32'] as const) {
    test(`transposition of [${shape}], ${dtype}, in every order of its axes`, () => {
      const size = shape.reduce((a, b) => a * b, 1);
      const x = tf.tensor(
        Float32Array.from({ length: size }, (_, i) => i - 7),
        shape,
        dtype,
      );
      const values = x.dataSync<typeof dtype>();
      for (const perm of permutations([...shape.keys()])) {
        const y = tf.transpose(x, perm);
        assert.deepEqual(
          y.shape,
          perm.map(axis => shape[axis]),
        );
        assert.deepEqual([...y.dataSync()], expected(values, shape, perm), `[${perm}]`);
      }
    });
  }
}

test('NaN, infinities and the sign of zero survive', () => {
  const values = [Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, 3];
  const turned = tf.transpose(tf.tensor2d(values, [2, 3])).dataSync();
  assert.ok([0, 3, 1, 4, 2, 5].every((from, to) => Object.is(turned[to], Math.fround(values[from]!))));
});
