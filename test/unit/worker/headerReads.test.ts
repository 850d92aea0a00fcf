import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openFile } from '../../../extension/engine/checkpoint/open.js';
import { writeSafetensors } from '../../../extension/engine/checkpoint/safetensors.js';
import { convert } from '../../../extension/engine/convert/convert.js';
import { readRun } from '../../../extension/engine/report/runData.js';
import { RunFolder } from '../../../extension/engine/runs/runFolder.js';
import { train } from '../../../extension/engine/training/train.js';
import { readFile } from '../../../extension/host/checkpoint/readFile.js';
import { backend } from '../../../extension/worker/compute.js';
import { attention } from '../../../extension/worker/methods/attention.js';
import { difference } from '../../../extension/worker/methods/difference.js';
import { lookModel } from '../../../extension/worker/methods/lookModel.js';
import { tensor } from '../../../extension/worker/methods/tensor.js';
import { weights } from '../../../extension/worker/methods/weights.js';
import { mfm } from '../../cli/mfm.js';
import { headerReads } from '../../support/headerReads.js';
import { root } from '../../support/root.js';
import { tinyRunConfig } from '../../support/tinyRun.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { english } from '../../support/words.js';
import { callContext, photos, writeCheckpoint } from '../../support/workerCalls.js';

const kinds = ['ours', 'ours for PyTorch', 'official', 'another program’s'] as const;
type Kind = (typeof kinds)[number];

const image = `${photos}fish/fish1.jpg`;
const printer = new URL('../../support/printHeaderReads.js', import.meta.url).href;
let folder: string;
let files: Record<Kind, string>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm-headers-'));
  await backend();
  const ours = join(folder, 'ours.safetensors');
  const config = tinyConfig();
  // Sizes as usual enough for the encoder alone to tell what it is.
  config.DATA.IMG_SIZE = 64;
  Object.assign(config.MODEL.VIT, { PATCH_SIZE: 16, EMBED_DIM: 64, NUM_HEADS: 1 });
  await writeCheckpoint(ours, config);
  const torch = join(folder, 'ours.pth');
  await convert(ours, torch);
  const encoder = join(folder, 'encoder.safetensors');
  await convert(ours, encoder, { encoderOnly: true });
  const official = `${root}test/golden/tiny_vit_mfm_ckpt.pth`;
  files = { ours, 'ours for PyTorch': torch, official, 'another program’s': encoder };
});
after(() => rm(folder, { recursive: true }));

for (const kind of kinds) {
  test(`whatever is done with a file, its header is read once: ${kind}`, async () => {
    const file = files[kind];
    const checkpoint = file;
    const name = [...(await openFile(file)).tensors.keys()].find(key => key.endsWith('norm.weight'))!;
    const other = join(folder, 'other.safetensors');
    await writeSafetensors(other, new Map(), {});
    const uses: [what: string, use: () => Promise<unknown>][] = [
      ['the page of a checkpoint', () => readFile(english, file)],
      ['what its model is like', () => lookModel({ checkpoint })],
      ['attention', () => attention({ checkpoint, image, query: 1 }, callContext())],
      ['pictures of weights', () => weights({ file }, callContext())],
      ['one tensor', () => tensor({ file, name }, callContext())],
      ['a comparison', () => difference({ file, other }, callContext())],
      ['for PyTorch', () => convert(file, join(folder, 'out.pth'), { overwrite: true })],
      ['as ONNX', () => convert(file, join(folder, 'out.onnx'), { overwrite: true })],
    ];
    const counts: [string, number][] = [];
    for (const [what, use] of uses) counts.push([what, await headerReads(file, use)]);
    assert.deepEqual(
      counts,
      uses.map(([what]) => [what, 1]),
    );
    // The model is kept: the next picture reads nothing.
    assert.equal(await headerReads(file, () => attention({ checkpoint, image, query: 2 }, callContext())), 0);
  });

  test(`mfm inspect reads the header once: ${kind}`, async () => {
    const file = files[kind];
    const environment = { NODE_OPTIONS: `--import ${printer}`, MFM_TEST_HEADER: file };
    const { code, stderr } = await mfm.with(environment)('inspect', file, '--json');
    assert.deepEqual([code, stderr], [0, 'header reads: 1\n']);
  });
}

test('a run reads the header of what it starts or goes on from once; so does its report', async () => {
  const [config, output] = [tinyRunConfig(), join(folder, 'run')];
  const untilStep = async (last: number) => {
    for await (const event of train({ config, output, resume: true })) {
      if (event.type === 'step' && event.step >= last) return;
    }
  };
  config.PRETRAINED = files.official;
  assert.equal(await headerReads(files.official, () => untilStep(4)), 1);
  const latest = (await RunFolder.open(output).latest())!;
  assert.equal(await headerReads(latest, () => readRun(output)), 1);
  assert.equal(await headerReads(latest, () => untilStep(5)), 1);
  const torch = join(folder, 'run.pth');
  await convert(latest, torch);
  await rm(output, { recursive: true });
  config.MODEL.RESUME = torch;
  assert.equal(await headerReads(torch, () => untilStep(5)), 1);
});
