import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeSafetensors } from '../../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor, int64Tensor } from '../../../extension/engine/checkpoint/tensorData.js';
import { fittingFile } from '../../support/fittingHeader.js';
import { lookAtTensors } from '../../support/lookAtTensors.js';
import { anyBytes, type Draw, type Mutation, pickleCodes, safetensorsHeader, zipFields } from '../../support/mutate.js';
import { mutatedJson } from '../../support/mutateJson.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { safetensorsFile, safetensorsParts } from '../../support/tensorFiles.js';
import { call, code, floats, type Pickled, tensor, torchLegacy, torchZip } from '../../support/torchFile.js';
import { write } from '../dataFixtures.js';

/** Of each of the five attacks; together 12,500. */
const CASES = 600;

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

/** Looks at everything in files that are made anew for each case. */
async function lookAtEach(t: TestContext, name: string, make: (draw: Draw) => Buffer): Promise<void> {
  const file = join(await temporaryFolder(t), name);
  await survive(t, CASES, async draw => {
    await write(file, make(draw));
    await lookAtTensors(file);
  });
}

/** Copies of a file, half of them damaged where it hurts. */
function damagedCopies(original: Buffer, mutations: Mutation[]): (draw: Draw) => Buffer {
  return draw => {
    const mutation = draw(2) === 0 ? anyBytes : mutations[draw(mutations.length)]!;
    return mutation(Buffer.from(original), draw);
  };
}

async function someSafetensors(t: TestContext): Promise<Buffer> {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  const tensors = new Map([
    ['encoder.w', float32Tensor([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))],
    ['encoder.bn.num_batches_tracked', int64Tensor([], [3])],
    ['patch_embed.proj.weight', float32Tensor([1, 3, 2, 2], new Float32Array(12))],
    ['pos_embed', float32Tensor([1, 65, 16], new Float32Array(65 * 16))],
  ]);
  await writeSafetensors(file, tensors, { format: 'mfm', config: '{"a": [1, 2]}' });
  return readFile(file);
}

test('damaged zip files of PyTorch are read, or refused in one sentence', async t => {
  const file = torchZip(value, storages);
  const start = file.indexOf('\x80\x02', 0, 'latin1');
  const end = file.indexOf('PK\x03\x04', start, 'latin1');
  await lookAtEach(t, 'a.pth', damagedCopies(file, [zipFields, pickleCodes(start, end)]));
});

test('damaged files of PyTorch’s old format are read, or refused in one sentence', async t => {
  const file = torchLegacy(value, counted);
  await lookAtEach(t, 'a.pth', damagedCopies(file, [pickleCodes(40, file.length - 48)]));
});

test('damaged safetensors files are read, or refused in one sentence', async t => {
  await lookAtEach(t, 'a.safetensors', damagedCopies(await someSafetensors(t), [safetensorsHeader]));
});

test('safetensors whose headers are changed as JSON are read, or refused in one sentence', async t => {
  const { header, data } = safetensorsParts(await someSafetensors(t));
  await lookAtEach(t, 'a.safetensors', draw => safetensorsFile(mutatedJson(header, draw, 100), data));
});

test('safetensors of sizes that fit their bytes and no network are looked at, or refused in one sentence', async t => {
  await lookAtEach(t, 'a.safetensors', draw => {
    const file = fittingFile(draw);
    return draw(8) === 0 ? anyBytes(file, draw) : file;
  });
});
