import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Precision,
  type Runtime,
  type TensorFunction,
  useRuntime,
} from '../../extension/engine/runtime/runtime.js';
import { autocast } from '../../extension/tensorflow/autocast.js';
import { DataType } from '../../extension/tensorflow/dtypes.js';
import { multipliesBfloat16 } from '../../extension/tensorflow/halfPrecision.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';

const { FLOAT, BFLOAT16: HALF, INT32 } = DataType;
const single = (rank: number) => ({ dtype: FLOAT, rank });
const half = (rank: number) => ({ dtype: HALF, rank });
const whole = { dtype: INT32, rank: 1 };

for (const [what, op, inputs, expected] of [
  ['products take half precision', 'BatchMatMulV2', [single(2), single(2)], HALF],
  ['also where they have it', 'Conv2D', [half(4), single(4)], HALF],
  ['what moves values keeps it', 'Reshape', [half(2), whole], HALF],
  ['what moves values of both kinds widens them', 'ConcatV2', [half(2), single(2), whole], FLOAT],
  ['a bias does not widen', 'AddV2', [half(2), single(1)], HALF],
  ['the residual stream does', 'AddV2', [single(2), half(2)], FLOAT],
  ['a factor for all does not widen', 'Mul', [half(4), single(0)], HALF],
  ['a factor for each column does', 'Mul', [half(2), single(1)], FLOAT],
  ['what is computed is wide', 'Softmax', [half(4)], FLOAT],
  ['single precision stays as it is', 'Exp', [single(2)], undefined],
  ['indices are no floats', 'Range', [whole], undefined],
] as const) {
  test(`in half precision ${what} (${op})`, () => assert.equal(autocast(HALF, op, inputs), expected));
}

test('which processors multiply bfloat16', () => {
  assert.ok(multipliesBfloat16('fpu avx512f avx512_bf16 sse'));
  assert.ok(multipliesBfloat16('avx2 amx_bf16'));
  assert.ok(multipliesBfloat16('fp asimd bf16 i8mm'));
  assert.ok(!multipliesBfloat16('fpu avx avx2 avx512f fma'));
});

const library = process.env['MFM_LIBTENSORFLOW'];
const skip = library ? false : 'MFM_LIBTENSORFLOW does not name a libtensorflow_cc';

describe('a step in bfloat16', { skip }, () => {
  let runtime: Runtime;
  before(async () => {
    runtime = await createTensorflowRuntime({ library: library!, threads: 2 });
    useRuntime(runtime);
  });

  const run = async (
    precision: Precision,
    step: TensorFunction,
    inputs: tf.Tensor[],
    variables: tf.Variable[] = [],
  ) => {
    const compiled = runtime.compile('half', step, variables, precision);
    const outputs = await compiled.run(...inputs);
    compiled.dispose();
    return outputs.map(output => ({ dtype: output.dtype, values: output.dataSync<'float32'>() }));
  };
  const far = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  const noise = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

  test('is near the one in single precision and gives single precision', async () => {
    const step: TensorFunction = (x, w, b) => {
      const scores = tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b!);
      return [tf.softmax(tf.mul(tf.reshape(tf.transpose(scores), [4, -1]), 0.5)), scores];
    };
    const inputs = [noise([8, 16], 1), noise([16, 12], 2), noise([12], 3)];
    const [wide, narrow] = [await run('float32', step, inputs), await run('bfloat16', step, inputs)];
    for (const [i, { dtype, values }] of narrow.entries()) {
      assert.equal(dtype, 'float32');
      const distance = far(values, wide[i]!.values);
      assert.ok(distance > 0, 'it is in half precision indeed');
      assert.ok(distance < (i === 0 ? 2e-2 : 0.1), `${distance}`);
    }
    // The sum with the bias has the eight bits of bfloat16, in which the lower half of a float is empty.
    assert.ok([...new Uint32Array(narrow[1]!.values.slice().buffer)].every(bits => (bits & 0xffff) === 0));
  });

  test('has compiled pieces for the types that they get', async () => {
    const double = (x: tf.Tensor) => runtime.fuse('double', (x: tf.Tensor) => [tf.mul(x, 2)])(x)[0]!;
    const step: TensorFunction = (x, y) => {
      const product = tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D);
      return [double(product), double(x!), tf.sub(double(product), tf.mul(product, 2))];
    };
    const inputs = [noise([4, 4], 1), noise([4, 4], 2)];
    const [wide, narrow] = [await run('float32', step, inputs), await run('bfloat16', step, inputs)];
    assert.ok(far(narrow[0]!.values, wide[0]!.values) < 0.1);
    assert.deepEqual(narrow[1]!.values, wide[1]!.values, 'what is in single precision stays there');
    assert.ok(narrow[2]!.values.every(value => value === 0));
  });

  test('keeps gradients and variables in single precision', async () => {
    const weight = tf.variable(noise([6, 3], 1) as tf.Tensor2D);
    const step: TensorFunction = x => {
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.square(tf.matMul(x as tf.Tensor2D, weight))) as tf.Scalar,
        [weight],
      );
      const gradient = grads[weight.name]!;
      weight.assign(tf.sub(weight, tf.mul(gradient, 1e-6)) as tf.Tensor2D);
      return [gradient];
    };
    const before = weight.dataSync<'float32'>().slice();
    const [gradient] = await run('bfloat16', step, [noise([5, 6], 2)], [weight]);
    const expected = before.map((value, i) =>
      Math.fround(value - Math.fround(gradient!.values[i]! * Math.fround(1e-6))),
    );
    assert.ok(
      far(weight.dataSync<'float32'>(), Float32Array.from(expected)) < 1e-6,
      'an update that bfloat16 cannot hold',
    );
    assert.notDeepEqual(weight.dataSync<'float32'>(), before);
    weight.dispose();
  });
});
