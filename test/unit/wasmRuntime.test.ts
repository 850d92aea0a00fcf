import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../extension/engine/random.js';
import type { Runtime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';

let runtime: Runtime;

before(async () => {
  runtime = await createWasmRuntime();
});

function noise(...shape: number[]): tf.Tensor {
  const random = new Random(...shape);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
}

/** The product of batches of matrices by three loops in double precision. */
function expectedProduct(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): number[] {
  const [m, k] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const n = transposeB ? b.shape.at(-2)! : b.shape.at(-1)!;
  const [left, right] = [a.dataSync(), b.dataSync()];
  const out: number[] = [];
  for (let batch = 0; batch < a.size / (m * k); batch++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          const x = left[batch * m * k + (transposeA ? l * m + i : i * k + l)]!;
          sum += x * right[batch * k * n + (transposeB ? j * k + l : l * n + j)]!;
        }
        out.push(sum);
      }
    }
  }
  return out;
}

for (const batch of [[], [1], [5], [2, 3]]) {
  for (const [m, k, n] of [
    [3, 4, 5],
    [33, 20, 19],
  ] as const) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      test(`product of [${batch}] matrices ${m} x ${k} x ${n}, transposed ${transposeA} ${transposeB}`, () => {
        const a = noise(...batch, ...(transposeA ? [k, m] : [m, k]));
        const b = noise(...batch, ...(transposeB ? [n, k] : [k, n]));
        const product = tf.matMul(a, b, transposeA, transposeB);
        assert.deepEqual(product.shape, [...batch, m, n]);
        const expected = expectedProduct(a, b, transposeA, transposeB);
        for (const [i, value] of product.dataSync().entries()) {
          assert.ok(Math.abs(value - expected[i]!) < 1e-4, `value ${i}: ${value} != ${expected[i]}`);
        }
        tf.dispose([a, b, product]);
      });
    }
  }
}

test('products over many steps leave nothing in the heap', () => {
  const backend = tf.backend();
  const step = () =>
    tf.tidy(() => {
      const x = noise(4, 20, 20);
      tf.dispose(tf.grad(y => tf.sum(tf.matMul(tf.square(y), y, true, true)))(x));
    });
  step();
  const before = backend.numDataIds();
  step();
  assert.equal(backend.numDataIds(), before);
});

test('a compiled step assigns variables, returns its outputs and frees the rest', async () => {
  const weight = tf.variable(tf.scalar(1));
  const step = runtime.compile(
    'step',
    x => {
      weight.assign(tf.add(weight, x!));
      return [tf.mul(weight, 10)];
    },
    [weight],
  );
  const two = tf.scalar(2);
  tf.dispose(await step.run(two));
  const before = tf.memory().numTensors;
  const [out] = await step.run(two);
  assert.equal(tf.memory().numTensors, before + 1);
  assert.equal(out!.dataSync()[0], 50);
  assert.equal(weight.dataSync()[0], 5);
  step.dispose();
});

test('between steps the event loop turns', async () => {
  const step = runtime.compile('nothing', () => [], []);
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await step.run();
  assert.ok(turned);
});

test('starting the runtime twice is harmless', async () => {
  const again = await createWasmRuntime();
  assert.equal(again.name, 'wasm');
  assert.match(again.device, /^CPU(, SIMD)?$/);
  const product = tf.matMul(noise(2, 17, 17), noise(2, 17, 17));
  assert.ok(Number.isFinite(product.dataSync()[0]));
});
