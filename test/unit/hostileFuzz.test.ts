import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor, int64Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { UserError } from '../../extension/engine/errors.js';
import { anyBytes, draws, type Mutation, pickleCodes, safetensorsHeader, zipFields } from '../support/mutate.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { call, code, floats, type Pickled, tensor, torchLegacy, torchZip } from '../support/torchFile.js';
import { write } from './dataFixtures.js';

/** Of each format; together 12,000. */
const MUTATIONS = 4000;
/** The files are of kilobytes. What is read from them may be repeated up to a quarter of this. */
const MOST_MEMORY = 2 ** 30;

const value = new Map<Pickled, Pickled>([
  [
    'model',
    call('collections\nOrderedDict', [[call('x\ny'), tensor({ count: 6, shape: [2, 3], strides: [3, 1] })] as Pickled]),
  ],
  ['optimizer', new Map([['state', tensor({ key: '1', count: 2, shape: [2], strides: [1] })]])],
  ['config', code('cyacs.config\nCfgNode\n)\x81}X\x01\0\0\0aK\x03sb')],
  ['epoch', [1, 2.5, null, true, 'x']],
]);
const storages = { 0: floats(1, 2, 3, 4, 5, 6), 1: floats(7, 8) };
const counted = { 0: { count: 6, bytes: storages[0] }, 1: { count: 2, bytes: storages[1] } };

/** Opens as many damaged copies, half of them damaged where it hurts, and reads all their tensors. */
async function openDamaged(t: TestContext, name: string, original: Buffer, mutations: Mutation[]): Promise<void> {
  const file = join(await temporaryFolder(t), name);
  const before = process.memoryUsage().rss;
  let most = before;
  let refused = 0;
  for (let seed = 0; seed < MUTATIONS; seed++) {
    const draw = draws(seed);
    const mutation = draw(2) === 0 ? anyBytes : mutations[draw(mutations.length)]!;
    await write(file, mutation(Buffer.from(original), draw));
    try {
      const opened = await openTensorFile(file);
      for (const tensor of opened.tensors.keys()) await opened.read(tensor);
    } catch (error) {
      assert.ok(error instanceof UserError, `${seed}: ${error instanceof Error ? error.stack : error}`);
      // Whatever is not foreseen ends as 'Cannot read ...'.
      assert.doesNotMatch(error.message, /^Cannot read/, `${seed}`);
      assert.match(error.message, /^[^\n]+[.)]$/, `${seed}`);
      refused++;
    }
    most = Math.max(most, process.memoryUsage().rss);
  }
  assert.ok(refused > MUTATIONS / 4 && refused < MUTATIONS, `${refused}`);
  assert.ok(most - before < MOST_MEMORY, `${most - before} bytes`);
  t.diagnostic(`${refused} of ${MUTATIONS} refused, ${Math.round((most - before) / 2 ** 20)} MiB at most`);
}

test('damaged zip files of PyTorch are read, or refused in one sentence', async t => {
  const file = torchZip(value, storages);
  const start = file.indexOf('\x80\x02', 0, 'latin1');
  const end = file.indexOf('PK\x03\x04', start, 'latin1');
  await openDamaged(t, 'a.pth', file, [zipFields, pickleCodes(start, end)]);
});

test('damaged files of PyTorch’s old format are read, or refused in one sentence', async t => {
  const file = torchLegacy(value, counted);
  await openDamaged(t, 'a.pth', file, [pickleCodes(40, file.length - 48)]);
});

test('damaged safetensors files are read, or refused in one sentence', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  const tensors = new Map([
    ['encoder.w', float32Tensor([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))],
    ['encoder.bn.num_batches_tracked', int64Tensor([], [3])],
    ['b', float32Tensor([2], Float32Array.of(7, 8))],
  ]);
  await writeSafetensors(file, tensors, { format: 'mfm', config: '{"a": [1, 2]}' });
  await openDamaged(t, 'b.safetensors', await readFile(file), [safetensorsHeader]);
});
