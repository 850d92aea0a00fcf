import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { RunEvent } from '../../extension/protocol/events.js';
import { stateOf } from '../support/engineProcess.js';
import { mfm, start, tinyWorkspace } from './mfm.js';

const full = '/dev/full';
const lost = 'mfm: What is printed is lost, because the disk is full; mfm goes on without it.';

describe('on a full disk under the streams', { skip: !existsSync(full) && 'there is no /dev/full' }, () => {
  const cases: [name: string, isFull: [stdout: boolean, stderr: boolean], json: boolean, code: number][] = [
    ['stdout', [true, false], false, 2],
    ['stdout with JSON', [true, false], true, 2],
    ['stderr', [false, true], true, 0],
    ['both', [true, true], false, 2],
  ];
  for (const [name, [isOut, isErr], json, code] of cases) {
    test(`a run goes on to its end: ${name}`, async t => {
      const { dir, config } = await tinyWorkspace(t);
      const run = join(dir, 'run');
      await using device = await open(full, 'w');
      const stdio = ['ignore', isOut ? device.fd : 'pipe', isErr ? device.fd : 'pipe'] as const;
      const args = ['pretrain', config, '--output', run, '--backend', 'wasm', 'TRAIN.EPOCHS', '2'];
      const ended = await start.with([...stdio])(...args, ...(json ? ['--json'] : [])).ended;
      assert.equal(ended.code, code, ended.stderr);
      const said = ended.stderr.split('\n').filter(line => line.startsWith('mfm:'));
      assert.deepEqual(said, isOut && !isErr ? [lost] : []);
      assert.equal((await stateOf(run)).state, 'finished');
      assert.ok(!existsSync(join(run, 'run.lock')));
      assert.ok(existsSync(join(run, 'report.html')));
    });
  }

  test('an answer that is lost is said and no success', async () => {
    await using device = await open(full, 'w');
    const { code, stderr } = await start.with(['ignore', device.fd, 'pipe'])('doctor', '--json').ended;
    assert.equal(code, 2);
    assert.equal(stderr, `${lost}\n`);
  });
});

/** A run with events until it is stopped; `found` gets its first step. */
async function endless(t: Parameters<typeof tinyWorkspace>[0], found: (child: ReturnType<typeof start>) => void) {
  const { dir, config } = await tinyWorkspace(t);
  const run = join(dir, 'run');
  const rare = ['TRAIN.EPOCHS', '2000', 'SAVE_FREQ', '2000', 'SAMPLES.FREQ', '2000'];
  const command = ['pretrain', config, '--output', run, '--backend', 'wasm', '--json', ...rare];
  const started = start(...command);
  started.onEvent(event => void (event.type === 'step' && event.step === 3 && found(started)));
  const ended = await started.ended;
  return { run, command, ended };
}

/** The run was saved where it stopped, let go of its folder and continues from there. */
async function assertSaved({ run, command }: { run: string; command: string[] }): Promise<void> {
  const { state, step } = await stateOf(run);
  assert.equal(state, 'stopped');
  assert.ok(!existsSync(join(run, 'run.lock')));
  const saved = `step-${String(step).padStart(6, '0')}.safetensors`;
  const checkpoints = await readdir(join(run, 'checkpoints'));
  assert.ok(
    checkpoints.some(name => name.endsWith(saved)),
    checkpoints.join(),
  );
  const continued = await mfm(...command, '--max-steps', String(step + 1));
  assert.equal(continued.code, 0, continued.stderr);
  const first = JSON.parse(continued.stdout.split('\n')[0]!) as RunEvent & { type: 'start' };
  assert.equal(first.step, step);
}

describe('a closed terminal', { skip: process.platform === 'win32' && 'Windows ends the process itself' }, () => {
  test('saves and ends with 129, however often it says so', async t => {
    const stopped = await endless(t, ({ child }) => {
      child.stderr!.on('data', text => /Finishing the step/.test(String(text)) && child.kill('SIGHUP'));
      child.kill('SIGHUP');
    });
    assert.equal(stopped.ended.code, 129, stopped.ended.stderr);
    assert.equal(stopped.ended.stderr.match(/Finishing the step/g)?.length, 1);
    await assertSaved(stopped);
  });

  test('does not interrupt the saving after Ctrl-C', async t => {
    const stopped = await endless(t, ({ child }) => {
      child.stderr!.on('data', text => /Finishing the step/.test(String(text)) && child.kill('SIGHUP'));
      child.kill('SIGINT');
    });
    assert.equal(stopped.ended.code, 130, stopped.ended.stderr);
    await assertSaved(stopped);
  });

  test('closes the streams, too', async t => {
    const stopped = await endless(t, ({ child }) => {
      child.stdout!.destroy();
      child.stderr!.destroy();
      child.kill('SIGHUP');
    });
    assert.ok(stopped.ended.code === 129 || stopped.ended.code === 0, `${stopped.ended.code}`);
    await assertSaved(stopped);
  });
});

test('Ctrl-C after stderr was closed saves and ends with 130', async t => {
  const stopped = await endless(t, ({ child }) => {
    child.stderr!.destroy();
    child.kill('SIGINT');
  });
  assert.equal(stopped.ended.code, 130);
  await assertSaved(stopped);
});
