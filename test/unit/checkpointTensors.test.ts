import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensorStatistics } from '../../extension/engine/checkpoint/statistics.js';
import type { DType } from '../../extension/engine/checkpoint/tensorData.js';
import { float32Tensor, toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';

function floats(dtype: DType, values: ArrayBufferView): number[] {
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...toFloat32({ dtype, shape: [], data })];
}

test('every element type becomes float32', () => {
  assert.deepEqual(floats('F32', Float32Array.of(0.5, -0)), [0.5, -0]);
  assert.deepEqual(floats('F64', Float64Array.of(0.1, 1e300)), [Math.fround(0.1), Infinity]);
  assert.deepEqual(floats('I64', BigInt64Array.of(-3n, 2n ** 40n)), [-3, 2 ** 40]);
  assert.deepEqual(floats('U64', BigUint64Array.of(2n ** 63n)), [2 ** 63]);
  assert.deepEqual(floats('I32', Int32Array.of(-7, 9)), [-7, 9]);
  assert.deepEqual(floats('U32', Uint32Array.of(2 ** 31)), [2 ** 31]);
  assert.deepEqual(floats('I16', Int16Array.of(-300)), [-300]);
  assert.deepEqual(floats('U16', Uint16Array.of(65535)), [65535]);
  assert.deepEqual(floats('I8', Int8Array.of(-128, 127)), [-128, 127]);
  assert.deepEqual(floats('U8', Uint8Array.of(0, 255)), [0, 255]);
  assert.deepEqual(floats('BOOL', Uint8Array.of(0, 1, 255)), [0, 1, 1]);
});

test('half floats: normal, subnormal, signed zero, infinity, NaN', () => {
  // 1, -2, 65504 (largest), 2^-14 (smallest normal), 2^-24 (smallest), -0, infinities, NaN, 1/3 rounded
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3555);
  const wanted = [1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity, -Infinity, NaN, 0.333251953125];
  assert.deepEqual(floats('F16', bits), wanted);
});

test('brain floats are the upper halves of float32', () => {
  const bits = Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x7fc0, 0x0001, 0x8000, 0x4049);
  assert.deepEqual(floats('BF16', bits), [1, -2, Infinity, NaN, 2 ** -133, -0, 3.140625]);
});

test('tensors that do not lie on an element boundary are read all the same', () => {
  const bytes = new Uint8Array(9);
  new DataView(bytes.buffer).setFloat32(1, 1.5, true);
  new DataView(bytes.buffer).setFloat32(5, -2, true);
  assert.deepEqual([...toFloat32({ dtype: 'F32', shape: [2], data: bytes.subarray(1) })], [1.5, -2]);
});

test('float32Tensor shares memory, and refuses values that do not fill the shape', () => {
  const values = Float32Array.of(1, 2, 3, 4);
  const tensor = float32Tensor([2], values.subarray(2));
  values[3] = 9;
  assert.deepEqual([...toFloat32(tensor)], [3, 9]);
  assert.throws(() => float32Tensor([3], values), /shape \[3\] cannot hold 4 values/);
});

test('statistics leave NaN out and count it', () => {
  const healthy = tensorStatistics(float32Tensor([4], Float32Array.of(2, 4, 4, 6)));
  assert.deepEqual(healthy, { min: 2, max: 6, mean: 4, std: Math.sqrt(2), nan: 0 });
  const sick = tensorStatistics(float32Tensor([3], Float32Array.of(NaN, 1, 3)));
  assert.deepEqual(sick, { min: 1, max: 3, mean: 2, std: 1, nan: 1 });
  const nothing = { min: NaN, max: NaN, mean: NaN, std: NaN };
  assert.deepEqual(tensorStatistics(float32Tensor([0], new Float32Array(0))), { ...nothing, nan: 0 });
  assert.deepEqual(tensorStatistics(float32Tensor([1], Float32Array.of(NaN))), { ...nothing, nan: 1 });
});

test('statistics of many values do not lose digits', () => {
  const values = Float32Array.from({ length: 100_000 }, (_, i) => 1000 + (i % 2 ? 1 : -1));
  const { mean, std } = tensorStatistics(float32Tensor([values.length], values));
  assert.equal(mean, 1000);
  assert.equal(std, 1);
});
