import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { encodeMeta } from '../../extension/engine/checkpoint/checkpointMeta.js';
import { ordered, type PickleInput } from '../../extension/engine/checkpoint/pytorch/write/pickleInput.js';
import { writeTorch } from '../../extension/engine/checkpoint/pytorch/write/writeTorch.js';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { tensorStatistics } from '../../extension/engine/checkpoint/statistics.js';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { sourceOf } from '../../extension/engine/checkpoint/tensorSource.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { readFile } from '../../extension/host/checkpoint/readFile.js';
import type { CallContext } from '../../extension/protocol/rpc.js';
import type { Progress } from '../../extension/protocol/workerApi.js';
import { difference } from '../../extension/worker/methods/difference.js';
import { tensor } from '../../extension/worker/methods/tensor.js';
import { weights } from '../../extension/worker/methods/weights.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';
import { writeSparseCheckpoint } from '../support/sparseCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { checkpointAt } from './checkpointFixtures.js';
import { write } from './dataFixtures.js';

const words = {
  t: (text: unknown, ...values: unknown[]) => String(text).replace(/\{(\d)\}/g, (_, i) => String(values[i])),
};

function context<P = never>(): CallContext<P> & { reported: P[]; controller: AbortController } {
  const reported: P[] = [];
  const controller = new AbortController();
  return { controller, signal: controller.signal, reported, progress: value => void reported.push(value) };
}

/** What this process has read so far, in bytes, by any means. */
function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}

test('of a checkpoint of 350 MB only the header is read', { skip: process.platform !== 'linux' }, async t => {
  const file = join(await temporaryFolder(t), 'large.safetensors');
  const { bytes, header } = await writeSparseCheckpoint(file, defaultConfig());
  assert.ok(bytes > 340e6, `${bytes}`);
  const [start, before] = [performance.now(), bytesRead()];
  const described = await readFile(words, file);
  const [time, read] = [performance.now() - start, bytesRead() - before];
  t.diagnostic(`${(bytes / 1e6).toFixed(0)} MB: ${read} bytes read in ${time.toFixed(1)} ms`);
  assert.equal(described.kind, 'checkpoint');
  assert.equal(described.parameters * 4, bytes - header);
  // /proc/self/io itself counts, too.
  assert.ok(read < header + 10_000, `${read} bytes were read, the header has ${header}`);
});

test('a checkpoint: progress, tensors, settings and the network to draw', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  const checkpoint = checkpointAt(2, 6, 0.25);
  checkpoint.meta.config = toYaml(tinyConfig());
  await saveCheckpoint(file, checkpoint);
  const described = await readFile(words, file);
  assert.equal(described.kind, 'checkpoint');
  assert.equal(described.progress?.step, 6);
  assert.deepEqual(
    described.tensors.map(({ part }) => part),
    ['model', 'optimizer', 'optimizer'],
  );
  const width = described.settings.find(({ key }) => key === 'MODEL.VIT.EMBED_DIM');
  assert.deepEqual([width?.value, width?.isDefault], ['16', false]);
  const blocks = described.network?.flow.find(({ kind }) => kind === 'stack');
  assert.deepEqual([blocks?.title, blocks?.sizes[0]], ['2 encoder blocks', 'width 16, 4 heads']);
});

test('another program’s file shows its tensors and says what it is not', async t => {
  const file = join(await temporaryFolder(t), 'other.safetensors');
  await writeSafetensors(file, new Map([['w', float32Tensor([2, 3], lcg(6, 1))]]), { format: 'pt' });
  const described = await readFile(words, file);
  assert.equal(described.kind, 'tensors');
  assert.match(described.message!, /not an MFM checkpoint/);
  assert.deepEqual([described.parameters, described.metadata], [6, [['format', 'pt']]]);
  assert.equal(described.network, undefined);
});

test('a checkpoint of ours whose metadata or config is damaged shows its tensors and says what is wrong', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.safetensors');
  const { meta, tensors } = checkpointAt(1, 3, 0.5);
  await writeSafetensors(file, tensors, { ...encodeMeta(meta), step: 'three' });
  const damaged = await readFile(words, file);
  assert.deepEqual([damaged.kind, damaged.tensors.length, damaged.progress], ['tensors', tensors.size, undefined]);
  assert.match(damaged.message!, /a\.safetensors is damaged: its metadata has no valid step/);
  await saveCheckpoint(file, { meta: { ...meta, config: 'DATA: {IMG_SIZE: large}' }, tensors });
  const strange = await readFile(words, file);
  assert.deepEqual([strange.kind, strange.tensors.length, strange.progress?.step], ['checkpoint', tensors.size, 3]);
  assert.match(strange.message!, /a\.safetensors.*DATA\.IMG_SIZE/);
  const torch = join(folder, 'a.pth');
  const model = new Map([...tensors].map(([name, tensor]) => [name, sourceOf(tensor)]));
  await writeTorch(
    torch,
    new Map<string, PickleInput>([
      ['model', ordered(model)],
      ['mfm', new Map()],
    ]),
  );
  const entry = await readFile(words, torch);
  assert.deepEqual([entry.kind, entry.tensors.length], ['pytorch', tensors.size]);
});

test('a PyTorch file shows its tensors, its filters, and what else is plain in it', async () => {
  const file = `${root}test/golden/tiny_vit_mfm_ckpt.pth`;
  const described = await readFile(words, file);
  assert.deepEqual([described.kind, described.parameters], ['pytorch', 8448]);
  assert.match(described.message!, /nothing in it is run\..*official MFM checkpoint after 1 epochs.*ViT with 2 blocks/);
  const blocks = described.network?.flow.find(({ kind }) => kind === 'stack');
  assert.deepEqual([blocks?.title, blocks?.sizes[0]], ['2 encoder blocks', 'width 16, 4 heads']);
  assert.equal(described.settings?.find(({ key }) => key === 'MODEL.VIT.EMBED_DIM')?.value, '16');
  const filters = described.tensors.find(({ name }) => name === 'model.encoder.patch_embed.proj.weight');
  assert.deepEqual(
    [filters?.part, filters?.dtype, filters?.shape, filters?.bytes],
    ['model', 'F32', [16, 3, 4, 4], 3072],
  );
  assert.ok(described.tensors.some(({ name, part }) => name === 'optimizer.state.0.exp_avg' && part === 'optimizer'));
  assert.deepEqual(
    described.metadata.slice(0, 2).map(([name]) => name),
    ['max_accuracy', 'epoch'],
  );
  const found = await weights({ file }, context());
  assert.deepEqual([found.filters?.count, found.filters?.width], [16, 4]);
  assert.deepEqual(
    found.positions.map(({ name, rows, isLearned }) => [name, rows, isLearned]),
    [['model.encoder.pos_embed', 4, true]],
  );
});

test('both formats of PyTorch hold the same, tensor by tensor', async () => {
  const [file, other] = ['tiny_vit_mfm_ckpt', 'tiny_vit_mfm_ckpt_legacy'].map(name => `${root}test/golden/${name}.pth`);
  const found = await difference({ file: file!, other: other! }, context<Progress>());
  assert.equal(found.tensors.length, 34);
  assert.ok(found.tensors.every(({ relative, largest }) => relative === 0 && largest === 0));
  assert.deepEqual([found.missing, found.unexpected, found.reshaped, found.settings], [[], [], [], []]);
});

test('a checkpoint of ours is compared with an official one by the names of the model', async t => {
  const official = `${root}test/golden/tiny_vit_mfm_ckpt.pth`;
  const opened = await openTensorFile(official);
  const own = join(await temporaryFolder(t), 'own.safetensors');
  const names = [...opened.tensors.keys()].filter(name => name.startsWith('model.'));
  const tensors = await Promise.all(names.map(async name => [name.slice(6), await opened.read(name)] as const));
  await writeSafetensors(own, new Map(tensors), {});
  const found = await difference({ file: own, other: official }, context<Progress>());
  assert.equal(found.tensors.length, 34);
  assert.equal(found.tensors[0]!.name, 'encoder.cls_token');
  assert.ok(found.tensors.every(({ largest }) => largest === 0));
  assert.deepEqual([found.missing, found.unexpected], [[], []]);
});

test('an encoder of another program is told by its names', async t => {
  const official = await openTensorFile(`${root}test/golden/tiny_vit_mfm_ckpt.pth`);
  const file = join(await temporaryFolder(t), 'model.safetensors');
  const names = [...official.tensors.keys()].filter(name => name.startsWith('model.encoder.'));
  const tensors = await Promise.all(names.map(async name => [name.slice(14), await official.read(name)] as const));
  await writeSafetensors(file, new Map(tensors), { format: 'pt' });
  const described = await readFile(words, file);
  assert.equal(described.kind, 'tensors');
  assert.match(described.message!, /^This is a ViT with 2 blocks of width 16, named as in timm\. .*PRETRAINED/);
});

test('files that cannot be read are described in one sentence', async t => {
  const folder = await temporaryFolder(t);
  const cut = join(folder, 'cut.safetensors');
  await saveCheckpoint(cut, checkpointAt(1, 3, 0.5));
  await truncate(cut, 300);
  await write(join(folder, 'zip.pth'), 'PK\u0003\u0004...');
  await write(join(folder, 'old.pth'), Uint8Array.of(0x80, 2, 0x8a));
  await write(join(folder, 'empty.pth'), '');
  const cases = [
    [cut, 'broken', /truncated/],
    [join(folder, 'missing.safetensors'), 'broken', /does not exist/],
    [join(folder, 'zip.pth'), 'broken', /zip archive without its directory/],
    [join(folder, 'old.pth'), 'broken', /its pickle ends too early/],
    [join(folder, 'empty.pth'), 'broken', /is no file of PyTorch/],
  ] as const;
  for (const [file, kind, message] of cases) {
    const described = await readFile(words, file);
    assert.equal(described.kind, kind, file);
    assert.match(described.message!, message);
  }
});

test('a tensor’s details: the statistics of mfm inspect, defects, first values', async t => {
  const file = join(await temporaryFolder(t), 'w.safetensors');
  const values = lcg(40, 3);
  values.set([NaN, Infinity, 0, 0], 4);
  const data = float32Tensor([8, 5], values);
  await writeSafetensors(file, new Map([['w', data]]), {});
  const details = await tensor({ file, name: 'w' }, context());
  assert.deepEqual(details.statistics, tensorStatistics(data));
  assert.deepEqual([details.infinite, details.zeros, details.first.length], [1, 2, 32]);
  assert.equal(
    details.histogram.counts.reduce((sum, count) => sum + count, 0),
    38,
  );
  assert.deepEqual(details.map?.values, values);
  await assert.rejects(tensor({ file, name: 'v' }, context()), userError(/no tensor v/));
});

test('weights: filters and learned positions without the class token; fixed ones from the config', async t => {
  const folder = await temporaryFolder(t);
  const timm = join(folder, 'timm.safetensors');
  const positions = lcg(5 * 8, 2);
  const filters = float32Tensor([8, 3, 4, 4], lcg(8 * 48, 1));
  const tensors = new Map([
    ['patch_embed.proj.weight', filters],
    ['pos_embed', float32Tensor([1, 5, 8], positions)],
  ]);
  await writeSafetensors(timm, tensors, {});
  const found = await weights({ file: timm }, context());
  assert.deepEqual([found.filters?.count, found.filters?.width, found.filters?.responses.length], [8, 4, 128]);
  const [learned] = found.positions;
  assert.deepEqual([learned?.rows, learned?.columns, learned?.values], [2, 2, positions.slice(8)]);

  const fixed = join(folder, 'fixed.safetensors');
  const config = tinyConfig();
  Object.assign(config.MODEL.VIT, { USE_APE: false, USE_FPE: true });
  const checkpoint = checkpointAt(1, 3, 0.5);
  checkpoint.meta.config = toYaml(config);
  await saveCheckpoint(fixed, checkpoint);
  const { positions: tables } = await weights({ file: fixed }, context());
  assert.deepEqual(
    tables.map(({ name, isLearned, rows }) => [name, isLearned, rows]),
    [['encoder', false, 4]],
  );
});

test('difference: changes, what only one has, settings; a cancelled one ends', async t => {
  const folder = await temporaryFolder(t);
  const [file, other] = [join(folder, 'a.safetensors'), join(folder, 'b.safetensors')];
  const [a, b] = [checkpointAt(1, 3, 0.5), checkpointAt(2, 6, 0.4)];
  const config = tinyConfig();
  a.meta.config = toYaml(config);
  config.TRAIN.EPOCHS += 1;
  b.meta.config = toYaml(config);
  a.tensors.set('old', float32Tensor([1], Float32Array.of(1)));
  b.tensors.set('new', float32Tensor([1], Float32Array.of(1)));
  a.tensors.set('grown', float32Tensor([1], Float32Array.of(1)));
  b.tensors.set('grown', float32Tensor([2], Float32Array.of(1, 1)));
  await saveCheckpoint(file, a);
  await saveCheckpoint(other, b);
  const asked = context<Progress>();
  const found = await difference({ file, other }, asked);
  assert.deepEqual(found.tensors, [{ name: 'encoder.norm.weight', shape: [6], relative: 1, largest: 3 }]);
  assert.deepEqual([found.missing, found.unexpected], [['old'], ['new']]);
  assert.deepEqual(found.reshaped, [{ name: 'grown', shape: [1], otherShape: [2] }]);
  assert.deepEqual(
    found.settings?.map(({ key }) => key),
    ['TRAIN.EPOCHS'],
  );
  assert.deepEqual(asked.reported, [{ done: 0, total: 1 }]);
  const given = context<Progress>();
  given.controller.abort();
  await assert.rejects(difference({ file, other }, given), { name: 'AbortError' });
});
