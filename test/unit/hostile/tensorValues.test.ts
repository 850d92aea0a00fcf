import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveCheckpoint } from '../../../extension/engine/checkpoint/checkpoint.js';
import type { StoredTensor } from '../../../extension/engine/checkpoint/pytorch/storedTensor.js';
import { gathered } from '../../../extension/engine/checkpoint/pytorch/strides.js';
import { StatisticsSum, tensorStatistics } from '../../../extension/engine/checkpoint/statistics.js';
import {
  type DType,
  ELEMENT_BYTES,
  elementCount,
  float32Tensor,
  toFloat32,
} from '../../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../../extension/engine/checkpoint/tensorFile.js';
import { PIECE } from '../../../extension/engine/checkpoint/tensorPieces.js';
import { convert } from '../../../extension/engine/convert/convert.js';
import {
  HistogramCount,
  tensorHistogram,
  ValueRange,
} from '../../../extension/engine/inspect/weights/tensorHistogram.js';
import { TensorMapSum, tensorMap } from '../../../extension/engine/inspect/weights/tensorMap.js';
import { tensor as details } from '../../../extension/worker/methods/tensor.js';
import { lcg } from '../../support/lcg.js';
import { draws } from '../../support/mutate.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { readAll } from '../../support/tensorFiles.js';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { floats, tensor, torchZip } from '../../support/torchFile.js';
import { write } from '../dataFixtures.js';

test('values that are no numbers are loaded as they are, and converted to the bit', async t => {
  const folder = await temporaryFolder(t);
  const [torch, first, second, third] = ['a.pth', 'b.safetensors', 'c.pth', 'd.safetensors'].map(n => join(folder, n));
  await write(
    torch!,
    torchZip(new Map([['w', tensor({ count: 3, shape: [3], strides: [1] })]]), { 0: floats(NaN, Infinity, -0) }),
  );
  assert.deepEqual(await readAll(torch!), { w: [NaN, Infinity, -0] });
  const checkpoint = tinyCheckpoint(tinyConfig());
  // A NaN with a payload, which only bytes carry unchanged.
  new DataView(checkpoint.tensors.get('encoder.norm.weight')!.data.buffer).setUint32(0, 0x7fa0_1234, true);
  await saveCheckpoint(first!, checkpoint);
  await convert(first!, second!);
  await convert(second!, third!);
  const { data } = await (await openTensorFile(third!)).read('encoder.norm.weight');
  assert.deepEqual(data, checkpoint.tensors.get('encoder.norm.weight')!.data);
});

test('views of any strides are gathered element by element, whatever the pieces', () => {
  for (let seed = 0; seed < 300; seed++) {
    const draw = draws(seed);
    const dtype = (Object.keys(ELEMENT_BYTES) as DType[])[draw(13)]!;
    const size = ELEMENT_BYTES[dtype];
    const shape = Array.from({ length: draw(5) }, () => draw(5));
    const strides = shape.map(() => draw(4));
    const span = Uint8Array.from({ length: (1 + 4 * 4 * 3) * size }, (_, i) => i * 7);
    const count = elementCount(shape);
    const view: StoredTensor = { kind: 'tensor', dtype, shape, strides, storage: '0', offset: 0, bytes: count * size };
    const expected = Array.from({ length: count }, (_, i) => {
      const from = placeOf(i, shape, strides);
      return [...span.subarray(from * size, (from + 1) * size)];
    });
    const pieces = [...gathered(span, view, 1 + draw(9))];
    assert.deepEqual(
      pieces.flatMap(piece => [...piece]),
      expected.flat(),
      String(seed),
    );
  }
});

/** Where element `i`, counted row-major, lies. */
function placeOf(i: number, shape: readonly number[], strides: readonly number[]): number {
  return shape.reduceRight(
    ({ rest, from }, length, side) => ({
      rest: Math.floor(rest / length),
      from: from + (rest % length) * strides[side]!,
    }),
    { rest: i, from: 0 },
  ).from;
}

test('what is summed up piece by piece is what it is of the whole', () => {
  const values = lcg(12 * 700, 5).map(u => 10 * u - 3);
  const finite = values.slice();
  values.set([NaN, Infinity, -Infinity, 0, 0], 1000);
  for (const shape of [[12, 700], [700, 12], [1, 60, 1, 140], [8400]]) {
    for (const length of [1, 11, 512, 4096]) {
      const [range, map, sum] = [new ValueRange(), TensorMapSum.of(shape), new StatisticsSum()];
      for (const piece of cut(values, length)) for (const each of [range, map]) each?.add(piece);
      for (const piece of cut(finite, length)) sum.add(piece);
      const histogram = new HistogramCount(range);
      for (const piece of cut(values, length)) histogram.add(piece);
      assert.deepEqual(histogram.histogram, tensorHistogram(values));
      assert.deepEqual(map?.result(), tensorMap(values, shape));
      assert.deepEqual([range.infinite, range.zeros], [2, 2]);
      const [own, whole] = [sum.result(), tensorStatistics(float32Tensor([finite.length], finite))];
      assert.deepEqual([own.min, own.max, own.nan], [whole.min, whole.max, 0]);
      assert.ok(Math.abs(own.mean - whole.mean) < 1e-12 && Math.abs(own.std - whole.std) < 1e-12);
    }
  }
});

function cut(values: Float32Array, length: number): Float32Array[] {
  const count = Math.ceil(values.length / length);
  return Array.from({ length: count }, (_, i) => values.subarray(i * length, (i + 1) * length));
}

test('a tensor of more than a piece is read as it is, transposed or not', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const [rows, columns] = [1025, 1024];
  const storage = lcg(rows * columns, 9);
  const views = new Map([
    ['w', tensor({ count: storage.length, shape: [rows, columns], strides: [columns, 1] })],
    ['t', tensor({ count: storage.length, shape: [columns, rows], strides: [1, columns] })],
  ]);
  await write(file, torchZip(views, { 0: new Uint8Array(storage.buffer) }));
  const opened = await openTensorFile(file);
  for (const [name, expected] of [
    ['w', storage],
    ['t', storage.map((_, i) => storage[(i % rows) * columns + Math.floor(i / rows)]!)],
  ] as const) {
    const lengths: number[] = [];
    for await (const piece of opened.pieces(name)) lengths.push(toFloat32(piece).length);
    assert.deepEqual(lengths, [PIECE, rows * columns - PIECE]);
    assert.ok(Buffer.from(toFloat32(await opened.read(name)).buffer).equals(Buffer.from(expected.buffer)));
    const { first, map } = await details({ file, name }, { signal: new AbortController().signal, progress() {} });
    assert.deepEqual(first, expected.slice(0, 32));
    assert.deepEqual(map, tensorMap(expected, opened.tensors.get(name)!.shape));
  }
});
