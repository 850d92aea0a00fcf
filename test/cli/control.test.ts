import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunEvent } from '../../extension/protocol/events.js';
import { attach, stateOf, until } from '../support/engineProcess.js';
import { start, tinyWorkspace } from './mfm.js';

test('a run of the command line can be watched, paused and stopped from elsewhere, and shows it', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const options = ['--output', output, '--backend', 'wasm', '--json', 'TRAIN.EPOCHS', '2000'];
  const { ended, onEvent } = start('pretrain', config, ...options);
  const shown: RunEvent[] = [];
  await new Promise<void>(resolve =>
    onEvent(event => {
      shown.push(event);
      if (event.type === 'step') resolve();
    }),
  );
  const run = await attach(t, output);
  await run.call('pause', {});
  const { step } = await until(run, ({ state }) => state === 'paused');
  assert.deepEqual(shown.at(-1), { type: 'state', state: 'paused', step: step!.step });
  assert.equal((await stateOf(output)).state, 'paused');
  await run.call('resume', {});
  await until(run, ({ state }) => state === 'running');
  await run.call('stop', { save: false });
  const { code, stderr } = await ended;
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    shown.filter(event => event.type === 'state').map(({ state }) => state),
    ['paused', 'running'],
  );
  const last = shown.at(-1)!;
  assert.ok(last.type === 'end' && last.reason === 'stopped');
  assert.equal((await stateOf(output)).state, 'stopped');
});

test('people read of a pause in one line each way', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const { ended, child } = start('pretrain', config, '--output', output, '--backend', 'wasm', 'TRAIN.EPOCHS', '2000');
  while (!(await stateOf(output).catch(() => undefined))?.control)
    await new Promise(resolve => setTimeout(resolve, 50));
  const run = await attach(t, output);
  await run.call('pause', {});
  await until(run, ({ state }) => state === 'paused');
  await run.call('resume', {});
  await until(run, ({ state }) => state === 'running');
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  assert.equal(code, 130);
  assert.match(stdout, /^Paused after step \d+\.\nResumed\.$/m);
  assert.match(stdout, /^Stopped after step \d+\.$/m);
});
