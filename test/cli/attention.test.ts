import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { loadModel } from '../../extension/engine/checkpoint/loadModel.js';
import { toPlanar } from '../../extension/engine/data/image.js';
import { prepareImage } from '../../extension/engine/data/prepare.js';
import { attentionViews } from '../../extension/engine/inspect/attention/views.js';
import { IntermediatesReader } from '../../extension/engine/inspect/intermediates.js';
import { applyPalette } from '../../extension/engine/pictures/palettes.js';
import { backend } from '../../extension/worker/compute.js';
import { assertClose } from '../support/close.js';
import { smallConfigs } from '../support/families.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { photos, writeCheckpoint } from '../support/workerCalls.js';
import { mfm } from './mfm.js';

const image = `${photos}animals/chelsea.jpg`;
let folder: string;
let checkpoint: string;

/** One map of the JSON answer. */
interface MapAnswer {
  layer: number;
  name: string;
  head: number | 'mean';
  grid: number;
  rows: number[][];
  toClass: number;
  distance: number;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm attention '));
  await backend();
  const run = join(folder, 'run');
  await trainToEnd({ config: tinyRunConfig(), output: run, resume: false });
  const files = await readdir(join(run, 'checkpoints'));
  checkpoint = join(
    run,
    'checkpoints',
    files
      .filter(name => name.endsWith('.safetensors'))
      .sort()
      .at(-1)!,
  );
});
after(() => rm(folder, { recursive: true }));

test('mfm attention --json has the numbers of every layer and head, and writes a picture of each', async () => {
  const output = join(folder, 'maps');
  const flags = ['--checkpoint', checkpoint, '--layer', 'all', '--query', '2,3', '--rollout', '--output', output];
  const { code, stdout, stderr } = await mfm('attention', image, ...flags, '--backend', 'wasm', '--json');
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout) as { maps: MapAnswer[]; query: number[]; files: string[]; rollouts: MapAnswer[] };
  assert.deepEqual(answer.query, [2, 3]);

  const views = await expectedViews(6);
  assert.equal(answer.maps.length, 2 * 5);
  for (const { layer, head, rows, toClass, distance, name } of answer.maps) {
    const sum = rows.flat().reduce((total, value) => total + value, toClass);
    assert.ok(Math.abs(sum - 1) < 1e-5, `layer ${layer}, head ${head} sums to ${sum}`);
    const view = views[layer - 1]!;
    if (head === 'mean') continue;
    assert.equal(name, `blocks.${layer - 1}`);
    assertClose(rows.flat(), view.maps.subarray((head - 1) * 16, head * 16), `layer ${layer}, head ${head}`);
    assertClose([toClass, distance], [view.toClass![head - 1]!, view.distance[head - 1]!], 'class token, distance');
  }
  for (const { layer, rows } of answer.rollouts) assertClose(rows.flat(), views[layer - 1]!.rollout, 'rollout');

  // Overview and image, two pictures for each of four heads and the mean in two layers, and for two rollouts.
  assert.equal(answer.files.length, 2 + 2 * (2 * 5 + 2));
  assert.deepEqual((await readdir(output)).map(name => join(output, name)).sort(), [...answer.files].sort());
  const { data } = await sharp(join(output, 'layer-02-head-03-map.png')).raw().toBuffer({ resolveWithObject: true });
  const map = views[1]!.maps.subarray(2 * 16, 3 * 16);
  assert.deepEqual([...data], [...applyPalette(map, 'magma', 0, Math.max(...map))]);
});

test('the class token of the last layer is looked at by default, all heads and their mean', async () => {
  const output = join(folder, 'default');
  const flags = ['--checkpoint', checkpoint, '--output', output, '--backend', 'wasm'];
  const { code, stdout, stderr } = await mfm('attention', image, ...flags);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ViT 2 x 16, patch 4, attention of the class token\nlayer +head +most to/);
  assert.match(stdout, /\n2 +4 +row \d, column \d: .* %.*px\n2 +mean /);
  assert.doesNotMatch(stdout, /^1 /m);
  assert.match(stdout, /Pictures: .*default\n$/);
});

for (const [flags, expected] of [
  [['--query', '5,1'], /--query 5,1: the model has 4 rows and 4 columns/],
  [['--layer', '3'], /--layer 3: the model has layers 1 to 2/],
  [['--head', '5'], /--head 5: layer 2 of the model \(blocks\.1\) has heads 1 to 4/],
] as const) {
  test(`what the model does not have is said before anything is written: ${flags.join(' ')}`, async () => {
    const output = join(folder, 'nothing');
    const ended = await mfm(
      'attention',
      image,
      '--checkpoint',
      checkpoint,
      ...flags,
      '--output',
      output,
      '--backend',
      'wasm',
      '--json',
    );
    assert.equal(ended.code, 2);
    assert.equal(ended.stdout, '');
    assert.match(ended.stderr, /^mfm: [^\n]+\n$/);
    assert.match(ended.stderr, expected);
    assert.equal(existsSync(output), false);
  });
}

test('a Swin transformer is asked for the mean of its patches; a residual network has no attention', async () => {
  const swin = join(folder, 'swin.safetensors');
  await writeCheckpoint(swin, smallConfigs.swin());
  const output = join(folder, 'swin');
  const flags = ['--layer', 'all', '--output', output, '--backend', 'wasm', '--json'];
  const { code, stdout, stderr } = await mfm('attention', image, '--checkpoint', swin, ...flags);
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout) as { maps: MapAnswer[]; query: string };
  assert.equal(answer.query, 'mean');
  assert.deepEqual([...new Set(answer.maps.map(({ grid }) => grid))], [16, 8]);
  for (const { rows, toClass } of answer.maps) {
    assert.equal(toClass, undefined);
    assertClose([rows.flat().reduce((total, value) => total + value, 0)], [1], 'sum');
  }

  const resnet = join(folder, 'resnet.safetensors');
  await writeCheckpoint(resnet, smallConfigs.resnet());
  const refused = await mfm(
    'attention',
    image,
    '--checkpoint',
    resnet,
    '--output',
    join(folder, 'no'),
    ...flags.slice(4),
  );
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^mfm: A ResNet.* has no attention.*features[^\n]*\n$/m);
  assert.equal(existsSync(join(folder, 'no')), false);
});

/** What the engine's own functions give for the patch of this number. */
async function expectedViews(query: number) {
  const { model } = await loadModel(checkpoint);
  const reader = new IntermediatesReader(model);
  const layers = await reader.run(toPlanar(await prepareImage(image, 16)));
  reader.dispose();
  return attentionViews(layers, query, [4, 4], [16, 16]);
}
