import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import type { RunSummary } from '../../extension/engine/runs/listRuns.js';
import { backends, mfm, start, tinyWorkspace } from './mfm.js';

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} finishes the step, saves, exits with ${code}; then the run continues`, async t => {
    const { dir, config } = await tinyWorkspace(t);
    const run = join(dir, 'run');
    const command = ['pretrain', config, '--output', run, '--backend', 'wasm', '--json'];
    const { child, ended, onEvent } = start(...command);
    onEvent(event => void (event.type === 'step' && event.step === 3 && child.kill(signal)));
    const { code: exited, stderr, stdout } = await ended;
    assert.equal(exited, code, stderr);
    assert.match(stderr, /Finishing the step and saving/);
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { type: string; reason: string; step: number };
    assert.deepEqual([last.type, last.reason], ['end', 'stopped']);
    const checkpoints = (await readdir(join(run, 'checkpoints'))).filter(name => name.endsWith('.safetensors'));
    const saved = `step-${String(last.step).padStart(6, '0')}.safetensors`;
    assert.ok(
      checkpoints.some(name => name.endsWith(saved)),
      checkpoints.join(),
    );
    assert.equal((await listed(run)).state, 'stopped');

    const continued = await mfm(...command, '--resume');
    assert.equal(continued.code, 0, continued.stderr);
    const first = JSON.parse(continued.stdout.split('\n')[0]!) as { step: number; resumedFrom: string };
    assert.equal(first.step, last.step);
    assert.match(first.resumedFrom, new RegExp(saved));
    assert.equal((await listed(run)).state, 'finished');
    assert.deepEqual(
      (await losses(run)).map(([step]) => step),
      Array.from({ length: 80 }, (_, i) => i + 1),
    );
  });
}

for (const backend of backends) {
  test(`killed and resumed equals uninterrupted, bit for bit (${backend})`, async t => {
    const { dir, config } = await tinyWorkspace(t);
    const command = (run: string) => ['pretrain', config, '--output', run, '--backend', backend, '--json'];
    const [whole, killed] = [join(dir, 'whole'), join(dir, 'killed')];
    const uninterrupted = await mfm(...command(whole));
    assert.equal(uninterrupted.code, 0, uninterrupted.stderr);

    const { child, ended, onEvent } = start(...command(killed));
    let saved = false;
    onEvent(event => {
      if (event.type === 'checkpoint') saved = true;
      // Amid an epoch, so that steps after the checkpoint are lost and repeated.
      if (saved && event.type === 'step' && event.step % 4 === 2) child.kill('SIGKILL');
    });
    assert.equal((await ended).signal, 'SIGKILL');
    assert.equal((await listed(killed)).state, 'interrupted');
    const resumed = await mfm(...command(killed));
    assert.equal(resumed.code, 0, resumed.stderr);

    assert.deepEqual(await losses(killed), await losses(whole));
    const name = 'checkpoints/epoch-0020-step-000080.safetensors';
    const expected = (await readSafetensors(join(whole, name))).tensors;
    const { tensors } = await readSafetensors(join(killed, name));
    assert.deepEqual([...tensors.keys()].sort(), [...expected.keys()].sort());
    assert.ok(tensors.size > 60);
    for (const [tensor, { data }] of tensors) assert.ok(Buffer.from(data).equals(expected.get(tensor)!.data), tensor);
  });
}

test('two processes cannot train in one folder', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const run = join(dir, 'run');
  const command = ['pretrain', config, '--output', run, '--backend', 'wasm', '--json', 'TRAIN.EPOCHS', '2000'];
  const first = start(...command);
  await new Promise<void>(resolve => first.onEvent(event => event.type === 'step' && resolve()));
  const second = await mfm(...command);
  assert.equal(second.code, 2);
  assert.match(second.stderr, new RegExp(`^mfm: .*in use by process ${first.child.pid}`, 'm'));
  first.child.kill('SIGINT');
  assert.equal((await first.ended).code, 130);
});

test('--no-resume does not overwrite a run', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const command = ['pretrain', config, '--output', join(dir, 'run'), '--backend', 'wasm', '--max-steps', '4'];
  assert.equal((await mfm(...command)).code, 0);
  const again = await mfm(...command, '--no-resume');
  assert.equal(again.code, 2);
  assert.match(again.stderr, /already holds a run/);
});

test('a closed stdout ends a run in order', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const run = join(dir, 'run');
  const { child, ended, onEvent } = start(
    'pretrain',
    config,
    '--output',
    run,
    '--backend',
    'wasm',
    '--json',
    'TRAIN.EPOCHS',
    '2000',
  );
  onEvent(event => void (event.type === 'step' && child.stdout!.destroy()));
  const { code, stderr } = await ended;
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /mfm:|EPIPE/);
  assert.equal((await listed(run)).state, 'stopped');
});

describe('the default run folder', () => {
  test('is OUTPUT/NAME/TAG where the config has an OUTPUT', async t => {
    const { dir, config } = await tinyWorkspace(t, 'OUTPUT: results\n');
    const { code, stderr } = await mfm('pretrain', config, '--tag', 'other', '--max-steps', '1', '--backend', 'wasm');
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(join(dir, 'results/pretrain/other/run.json')));
  });
});

test('report, and a log of plain lines where there is no terminal', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const run = join(dir, 'run');
  const { code, stdout, stderr } = await mfm(
    'pretrain',
    config,
    '--output',
    run,
    '--backend',
    'wasm',
    'TRAIN.EPOCHS',
    '5',
  );
  assert.equal(code, 0, stderr);
  assert.ok(!stdout.includes('\r') && !stdout.includes('\u001b'), 'a log holds no control characters');
  const steps = stdout.split('\n').filter(line => line.startsWith('epoch '));
  assert.deepEqual(
    steps.map(line => / step +(\d+)\/20 /.exec(line)?.[1]),
    ['1', '10', '20'],
  );
  assert.match(stdout, /Report: .*report\.html\n$/);
  const html = await readFile(join(run, 'report.html'), 'utf8');
  assert.match(html, /^<!doctype html>/i);

  const again = await mfm('report', run, '--json');
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(JSON.parse(again.stdout), { run, report: join(run, 'report.html') });
});

async function listed(run: string): Promise<RunSummary> {
  const { code, stdout, stderr } = await mfm('runs', run, '--json');
  assert.equal(code, 0, stderr);
  const runs = JSON.parse(stdout) as RunSummary[];
  assert.equal(runs.length, 1);
  assert.equal(runs[0]!.dir, run);
  return runs[0]!;
}

/** The steps of a run in order, with what must be repeated exactly. */
async function losses(run: string): Promise<[step: number, loss: number, gradNorm: number, lr: number][]> {
  const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  const records = lines.map(line => JSON.parse(line) as Record<string, number> & { type?: string });
  const steps = records.filter(({ type }) => type === 'step');
  return steps.map(({ step, loss, gradNorm, lr }) => [step!, loss!, gradNorm!, lr!]);
}
