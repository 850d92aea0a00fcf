import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { socketPort } from '../../extension/engine/runs/ports.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { EndEvent, RunEvent, StartEvent, UnusableEvent } from '../../extension/protocol/events.js';
import { RpcClient } from '../../extension/protocol/rpc.js';
import type { RunApi, RunSnapshot } from '../../extension/protocol/runApi.js';
import { mfm, start, tinyWorkspace } from '../cli/mfm.js';

const notAnImage = 'it is not a JPEG, PNG, WebP, TIFF, GIF or AVIF image';
const endless = ['--backend', 'wasm', '--json', 'TRAIN.EPOCHS', '100000', 'SAVE_FREQ', '100000'];

/** Resolves to the first event that `fits`. */
function event<E extends RunEvent>(run: ReturnType<typeof start>, fits: (event: RunEvent) => boolean): Promise<E> {
  return new Promise(resolve => run.onEvent(found => fits(found) && resolve(found as E)));
}

/** What a watcher at the run's socket is told first. */
async function snapshotOf(output: string): Promise<RunSnapshot> {
  const socket = connect((await RunFolder.open(output).readState())!.control!);
  await once(socket, 'connect');
  const client = new RpcClient<RunApi>(socketPort(socket));
  const snapshot = await new Promise<RunSnapshot>(resolve => {
    client.call('watch', {}, { onProgress: resolve }).catch(() => {});
  });
  client.close();
  return snapshot;
}

test('images that fail while a run goes are counted and named everywhere as it happens', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  await writeFile(join(dir, 'photos/a/text.jpg'), 'no image');
  await writeFile(join(dir, 'photos/empty.png'), '');
  const photos = (await readdir(join(dir, 'photos/b'))).sort();
  const damaged = `a/${photos[2]}`;
  await truncate(join(dir, 'photos', damaged), 4000);

  const run = start('pretrain', config, '--output', output, ...endless);
  const started = event<StartEvent>(run, ({ type }) => type === 'start');
  const first = event<UnusableEvent>(run, ({ type }) => type === 'unusable');
  const trains = event(run, e => e.type === 'step' && e.step === 3);
  const all = event<UnusableEvent>(run, e => e.type === 'unusable' && e.failed === 8);
  assert.equal((await started).images, 16);
  assert.equal((await started).imageFolder, join(dir, 'photos'));
  const { all: files, leftOut, files: named } = await first;
  assert.deepEqual([files, leftOut], [18, 2]);
  assert.deepEqual(named.slice(0, 2), [
    { path: 'a/text.jpg', reason: notAnImage },
    { path: 'empty.png', reason: 'the file is empty' },
  ]);

  await trains;
  const gone = photos.slice(0, 6).map(name => `b/${name}`);
  for (const path of gone) await rm(join(dir, 'photos', path));
  const replaced = `b/${photos[6]}`;
  await writeFile(join(dir, 'photos', replaced), 'garbage');
  const counts = { all: 18, leftOut: 2, failed: 8 };
  const { type: _, step, files: __, ...told } = await all;
  assert.deepEqual(told, counts);

  const state = (await RunFolder.open(output).readState())!;
  assert.equal(state.state, 'running');
  assert.deepEqual(state.unusable, counts);
  const reasons = new Map(state.skipped!.map(file => [file.path, file.reason]));
  assert.equal(reasons.size, 10);
  for (const path of gone) assert.equal(reasons.get(path), 'there is no such file');
  assert.equal(reasons.get(damaged), 'the file is truncated or damaged');
  assert.equal(reasons.get(replaced), notAnImage);
  for (const { path, step: at } of state.skipped!) {
    if (gone.includes(path)) assert.ok(at! >= 3 && at! <= step, `${path} after step ${at}`);
  }
  assert.deepEqual((await snapshotOf(output)).unusable, counts);

  run.child.kill('SIGINT');
  const { stdout } = await run.ended;
  const end = JSON.parse(stdout.trim().split('\n').at(-1)!) as EndEvent;
  assert.deepEqual(end.unusable, counts);
  assert.deepEqual(end.skipped, state.skipped);
});

test('when no image is left the run saves, stops and says so, and goes on when they are back', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const photos = join(dir, 'photos');
  const run = start('pretrain', config, '--output', output, ...endless);
  await event(run, e => e.type === 'step' && e.step === 3);
  await rename(photos, join(dir, 'away'));
  const { code, stdout, stderr } = await run.ended;
  assert.equal(code, 2);
  const sentence =
    /^mfm: None of the 16 images in .*photos can be decoded \([ab]\/fish\d+\.jpg: there is no such file\): /m;
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /\n\s+at /);
  const steps = stdout.split('\n').filter(line => line.startsWith('{"type":"step"')).length;

  const folder = RunFolder.open(output);
  const state = (await folder.readState())!;
  assert.equal(state.state, 'failed');
  assert.match(state.message!, /^None of the 16 images/);
  assert.deepEqual([state.unusable, state.skipped!.length], [{ all: 16, leftOut: 0, failed: 16 }, 16]);
  assert.match((await folder.latest())!, new RegExp(`step-0*${steps}\\.safetensors$`));

  await cp(join(dir, 'away'), photos, { recursive: true });
  const on = [...endless, '--max-steps', String(steps + 2)];
  const resumed = await mfm('pretrain', config, '--output', output, '--resume', ...on);
  assert.equal(resumed.code, 0, resumed.stderr);
  const now = (await folder.readState())!;
  assert.deepEqual([now.step, now.unusable, now.skipped], [steps + 2, undefined, []]);
});
