import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { RemoteError } from '../../extension/protocol/rpc.js';
import { backends, tinyWorkspace } from '../cli/mfm.js';
import { attach, forkEngine, stateOf } from '../support/engineProcess.js';

function userError(pattern: RegExp): (error: unknown) => boolean {
  return error => error instanceof RemoteError && error.name === 'UserError' && pattern.test(error.message);
}

for (const backend of backends) {
  test(`an engine process tells what it runs on, and ends with its parent (${backend})`, async t => {
    const { client, child, ended, stderr } = forkEngine(t, { MFM_BACKEND: backend });
    const [report, again] = await Promise.all([client.call('doctor', {}), client.call('doctor', {})]);
    assert.equal(report.backends.find(b => b.chosen)!.name, backend);
    assert.deepEqual(again, report);
    assert.equal(child.exitCode, null);
    client.close();
    assert.deepEqual(await ended, [0, null], stderr());
  });
}

test('a plan is what the run then is, and writes nothing', async t => {
  const { dir, config } = await tinyWorkspace(t);
  await mkdir(join(dir, 'photos/c'));
  await writeFile(join(dir, 'photos/c/broken.jpg'), 'no image');
  const output = join(dir, 'run');
  const request = { config: { file: config, overrides: [['TRAIN.EPOCHS', '2']] as [string, string][] }, output };
  const first = forkEngine(t);
  const before = await readdir(dir);
  const plan = await first.client.call('plan', request);
  assert.deepEqual(await readdir(dir), before);
  const { memoryBytes, machineBytes, leftOut, backendReason, task, imageSize, ...description } = plan;
  assert.deepEqual([task, imageSize], ['masked frequencies', '32']);
  const { type: _, ...start } = await first.client.call('pretrain', request);
  assert.deepEqual(description, start);
  assert.deepEqual([start.images, leftOut.count, start.totalSteps, start.step], [16, 1, 8, 0]);
  assert.deepEqual(leftOut.files, [
    { path: 'c/broken.jpg', reason: 'it is not a JPEG, PNG, WebP, TIFF, GIF or AVIF image' },
  ]);
  assert.equal(backendReason, 'it was asked for');
  assert.ok(memoryBytes > 1e8 && memoryBytes < machineBytes);
  assert.deepEqual(await first.ended, [0, null]);

  const second = forkEngine(t);
  const next = await second.client.call('plan', request);
  assert.equal(next.step, 8);
  assert.match(next.resumedFrom!, /epoch-0002-step-000008/);
  const anew = { ...request, resume: false };
  await assert.rejects(second.client.call('plan', anew), userError(/already holds a run: resume it, or choose/));
  await assert.rejects(second.client.call('pretrain', anew), userError(/already holds a run: resume it, or choose/));
});

test('the text of the editor counts, not that of the file, and the run folder has a default', async t => {
  const { dir } = await tinyWorkspace(t);
  const { client } = forkEngine(t);
  const text = 'BASE: [tiny.yaml]\nTAG: other\nTRAIN: {EPOCHS: 7}\n';
  const edited = { file: join(dir, 'edited.yaml'), text };
  const plan = await client.call('plan', { config: edited });
  assert.deepEqual([plan.epochs, plan.run], [7, join(dir, 'runs/other')]);
  const elsewhere = await client.call('plan', { config: edited, root: join(dir, 'workspace') });
  assert.equal(elsewhere.run, join(dir, 'workspace/runs/other'));
  const named = { ...edited, text: `${text}OUTPUT: results\n` };
  assert.equal((await client.call('plan', { config: named })).run, join(dir, 'results/pretrain/other'));
});

test('what is wrong with a config is said as it is; then another run can be started', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const { client, ended, stderr } = forkEngine(t);
  const broken = { file: config, text: 'DATA: {BATCH_SIZES: 4}\n' };
  await assert.rejects(client.call('pretrain', { config: broken, output }), userError(/tiny\.yaml:1:\d+.*BATCH_SIZES/));
  const empty = { file: config, overrides: [['DATA.DATA_PATH', join(dir, 'nothing')]] as [string, string][] };
  await assert.rejects(client.call('pretrain', { config: empty, output }), userError(/nothing/));
  assert.ok(!existsSync(output));

  const said: string[] = [];
  const log = join(dir, 'run.log');
  const long = { file: config, overrides: [['TRAIN.EPOCHS', '3000']] as [string, string][] };
  await client.call('pretrain', { config: long, output, log }, { onProgress: sentence => said.push(sentence) });
  assert.ok(said.length > 1);
  assert.equal((await stateOf(output)).log, log);
  await assert.rejects(client.call('pretrain', { config: long, output }), userError(/trains already/));
  const run = await attach(t, output);
  await run.call('stop', { save: false });
  assert.equal((await stateOf(output)).checkpoints, 0);
  assert.deepEqual(await ended, [0, null], stderr());
});

test('a run that fails after its start says why in its folder and in its log', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const { client, ended, stderr } = forkEngine(t);
  const overrides: [string, string][] = [
    ['TRAIN.BASE_LR', '1e30'],
    ['TRAIN.WARMUP_EPOCHS', '0'],
    ['TRAIN.CLIP_GRAD', 'None'],
  ];
  await client.call('pretrain', { config: { file: config, overrides }, output });
  assert.deepEqual(await ended, [1, null]);
  const { state, message } = await stateOf(output);
  assert.equal(state, 'failed');
  assert.match(message!, /not finite in step/);
  assert.match(stderr(), /not finite in step/);
});

test('a caller that gives up before the start leaves nothing running', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const { client, ended, stderr } = forkEngine(t);
  const controller = new AbortController();
  const call = client.call(
    'pretrain',
    { config: { file: config }, output },
    {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    },
  );
  await assert.rejects(call, { name: 'AbortError' });
  client.close();
  assert.deepEqual(await ended, [0, null], stderr());
  const state = await stateOf(output).then(
    run => run.state,
    () => 'none',
  );
  assert.ok(['none', 'stopped'].includes(state), state);
});

test('where no control can be opened, the run goes on without it and says so', async t => {
  if (process.platform === 'win32') return t.skip('pipes need no folder');
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const { client, ended, stderr } = forkEngine(t, { MFM_BACKEND: 'wasm', TMPDIR: join(dir, 'missing') });
  await client.call('pretrain', { config: { file: config, overrides: [['TRAIN.EPOCHS', '2']] }, output });
  assert.equal((await stateOf(output)).control, undefined);
  assert.deepEqual(await ended, [0, null], stderr());
  assert.match(stderr(), /^This run cannot be watched or paused from elsewhere: .*\.\n$/);
  assert.equal((await stateOf(output)).state, 'finished');
});

test('a temporary folder whose path is too long for a socket is passed over', async t => {
  if (process.platform === 'win32') return t.skip('pipes have names, not paths');
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const deep = join(dir, 'x'.repeat(100));
  await mkdir(deep);
  const { client, ended, stderr } = forkEngine(t, { MFM_BACKEND: 'wasm', TMPDIR: deep });
  await client.call('pretrain', { config: { file: config, overrides: [['TRAIN.EPOCHS', '3000']] }, output });
  const run = await attach(t, output);
  await run.call('stop', { save: false });
  assert.deepEqual(await ended, [0, null], stderr());
  assert.deepEqual(await readdir(deep), []);
});
