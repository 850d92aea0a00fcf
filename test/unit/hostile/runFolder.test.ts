import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runsTable } from '../../../extension/cli/commands/runs.js';
import { UserError } from '../../../extension/engine/errors.js';
import { usualMetrics } from '../../../extension/engine/metrics/recorded.js';
import { page } from '../../../extension/engine/report/report.js';
import { readRun } from '../../../extension/engine/report/runData.js';
import { listRuns, type RunSummary } from '../../../extension/engine/runs/listRuns.js';
import { MetricsReader } from '../../../extension/engine/runs/metricsColumns.js';
import { RunFolder } from '../../../extension/engine/runs/runFolder.js';
import type { RunState } from '../../../extension/engine/runs/runState.js';
import { RunRecord } from '../../../extension/host/runPage/runRecord.js';
import { runView } from '../../../extension/host/runPage/runView.js';
import { metricsOfRun } from '../../../extension/host/runs/run.js';
import { runDescription, runFacts, runLabel } from '../../../extension/host/runs/runText.js';
import { writeFakeCheckpoints, writeFakeRun } from '../../support/fakeRun.js';
import { assertWellFormed } from '../../support/htmlCheck.js';
import { anyBytes, type Draw } from '../../support/mutate.js';
import { mutatedJson } from '../../support/mutateJson.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { english } from '../../support/words.js';

/** What `run.json` can say, all of it. */
const changes: Partial<RunState> = {
  state: 'running',
  failure: 'notFinite',
  message: 'The loss is not finite.',
  control: '/tmp/mfm-run-x/control',
  skipped: [{ path: 'fish/half.jpg', reason: 'the file is truncated' }],
};
const pretrained = {
  file: 'vit.pth',
  report: {
    source: 'a ViT',
    loaded: ['a.0.b', 'a.1.b'],
    missing: ['c'],
    unexpected: [],
    misfits: [{ name: 'd', from: [1], to: [2, 3] }],
    resized: [{ name: 'e', from: [1], to: [2], how: 'bicubic' }],
    converted: ['x.'],
  },
};

/** A file as it was, as other JSON, or with other bytes. */
function damaged(text: string, draw: Draw): string {
  const kind = draw(4);
  if (kind === 0) return text;
  if (kind === 1) return anyBytes(Buffer.from(text), draw).toString('utf8');
  const lines = text.includes('\n{') ? text.split('\n').filter(line => line !== '') : [text];
  return lines.map(line => `${JSON.stringify(mutatedJson(JSON.parse(line), draw, 64))}\n`).join('');
}

/** What every view makes of a run. */
async function look(summary: RunSummary): Promise<void> {
  const run = { dir: summary.dir, name: 'r', summary };
  const record = new RunRecord(summary.dir, metricsOfRun(run));
  await record.update(metricsOfRun(run));
  const view = runView('1', run, record);
  assert.ok(Number.isSafeInteger(view.step) && Number.isSafeInteger(view.totalSteps));
  runDescription(english, run);
  runLabel(english, run);
  runFacts(english, run, 'en');
  runsTable([summary]);
}

test('damaged folders of runs are listed, shown and reported', async t => {
  const dir = join(await temporaryFolder(t), 'r');
  const folder = RunFolder.open(dir);
  await writeFakeRun(dir, 12, 16, changes);
  const state = JSON.parse(await readFile(folder.stateFile, 'utf8'));
  state.start.pretrained = pretrained;
  await writeFakeCheckpoints(dir, [12]);
  const original = {
    state: JSON.stringify(state),
    metrics: await readFile(folder.metricsFile, 'utf8'),
    config: await readFile(folder.configFile, 'utf8'),
  };
  await survive(t, 250, async draw => {
    await writeFile(folder.stateFile, damaged(original.state, draw));
    await writeFile(folder.metricsFile, damaged(original.metrics, draw));
    const config = draw(4) === 0 ? anyBytes(Buffer.from(original.config), draw) : original.config;
    await writeFile(folder.configFile, config);
    const runs = await listRuns(dir);
    assert.equal(runs.length, 1, 'its run is seen whatever run.json says');
    await look(runs[0]!);
    const report = await page(await readRun(dir));
    assert.doesNotMatch(report, /undefined|\[object|Infinity%|NaN%/);
    if (draw(8) === 0) {
      assertWellFormed(report);
      const release = await folder.lock();
      await folder.truncateMetrics([0, 1, 8, 1e9][draw(4)]!);
      folder.appendMetrics({ step: 1 });
      await release();
      assert.equal((await folder.readMetrics()).at(-1)!.step, 1);
    }
    if (runs[0]!.state === 'unreadable') throw new UserError(runs[0]!.message!);
  });
});

test('lines of other files, and of a mebibyte, are passed over and counted', async t => {
  const dir = await temporaryFolder(t);
  await writeFakeRun(dir, 0, 16);
  const folder = RunFolder.open(dir);
  const bad = ['{', '[1]', '{"step":1e20}', '{"step":-1}', '{"step":1.5}', '{"step":"1"}', '{"loss":1}'];
  const long = `{"step":1,"x":"${'x'.repeat(3 * 2 ** 20)}"}`;
  await writeFile(folder.metricsFile, ['{"step":1}', ...bad, long, '\r', '{"step":2}\r', '{"step":3}', ''].join('\n'));
  let lines = 0;
  const records = await folder.readMetrics(count => {
    lines = count;
  });
  assert.deepEqual(
    records.map(({ step }) => step),
    [1, 2, 3],
  );
  assert.ok(lines > bad.length, `${lines}`);
  const reader = new MetricsReader(folder.metricsFile, usualMetrics);
  await reader.update();
  assert.deepEqual([...reader.slice({ steps: 0, seldom: 0 }, 9).steps.step], [1, 2, 3]);
  assert.match(await page(await readRun(dir)), /metrics\.jsonl has \d+ lines that cannot be read/);
});

test('numbers that nothing can be computed with are no numbers', async t => {
  const dir = await temporaryFolder(t);
  await writeFakeRun(dir, 0, 16);
  const folder = RunFolder.open(dir);
  const losses = ['1.79e308', '-1.7e308', '1e999', '5e-324', 'null', '"1"', '{"toString":1}', '[2]', '0.5', '0.6'];
  await writeFile(folder.metricsFile, losses.map((loss, i) => `{"step":${i},"loss":${loss}}\n`).join(''));
  const found = (await folder.readMetrics()).map(({ values }) => values['loss']);
  const none = Number.NaN;
  assert.deepEqual(found, [none, none, none, 0, none, none, none, none, 0.5, 0.6]);
  assert.doesNotMatch(await page(await readRun(dir)), /Infinity|NaN/);
});

test('a million lines of something else are refused, where a thousand are passed over', async t => {
  const dir = await temporaryFolder(t);
  await writeFakeRun(dir, 0, 16);
  const folder = RunFolder.open(dir);
  await writeFile(folder.metricsFile, '{x}\n'.repeat(1e6));
  const refused = { name: 'UserError', message: /metrics\.jsonl has more than 10000 lines that are no steps/ };
  await assert.rejects(folder.readMetrics(), refused);
  await assert.rejects(folder.truncateMetrics(1), refused);
  const reader = new MetricsReader(folder.metricsFile, usualMetrics);
  for (let i = 0; i < 2; i++) await assert.rejects(reader.update(), refused);
  assert.match(await page(await readRun(dir)), /more than 10000 lines/);
});

test('the state of a run may be of another version, but not without end', async t => {
  const root = await temporaryFolder(t);
  const states: Record<string, string> = {
    least: '{"state": "failed", "created": "2026-01-01T00:00:00Z", "newer": [1]}',
    brackets: '['.repeat(2 ** 20),
    large: ' '.repeat(2 ** 25 + 1),
    empty: '',
  };
  for (const [name, text] of Object.entries(states)) {
    await mkdir(join(root, name, 'checkpoints'), { recursive: true });
    await writeFile(join(root, name, 'run.json'), text);
  }
  const runs = new Map((await listRuns(root)).map(run => [run.dir.slice(root.length + 1), run]));
  assert.deepEqual([...runs.keys()].sort(), Object.keys(states).sort());
  const { state, updated, backend, step } = runs.get('least')!;
  assert.deepEqual(
    { state, updated, backend, step },
    { state: 'failed', updated: '2026-01-01T00:00:00Z', backend: '', step: 0 },
  );
  for (const name of ['brackets', 'large', 'empty']) {
    const run = runs.get(name)!;
    assert.equal(run.state, 'unreadable', name);
    assert.match(run.message!, /^[^\n]*run\.json[^\n]*\.$/);
    await look(run);
    const report = await page(await readRun(run.dir));
    assert.ok(report.includes('unreadable</span>') && report.includes('run.json'), name);
  }
  // Without anything else of a run, it is somebody else's file.
  await rm(join(root, 'empty', 'checkpoints'), { recursive: true });
  assert.ok(!(await listRuns(root)).some(({ dir }) => dir.endsWith('empty')));
});

test('a report lists the newest checkpoints and the best, however many there are', async t => {
  const dir = await temporaryFolder(t);
  await writeFakeRun(dir, 12, 16);
  await writeFakeCheckpoints(dir, [12]);
  const { checkpointsDir, samplesDir } = RunFolder.open(dir);
  const names = Array.from({ length: 300 }, (_, i) => `epoch-${i + 2}-step-${100 + i}.safetensors`);
  for (const name of names) await writeFile(join(checkpointsDir, name), '');
  await mkdir(samplesDir);
  for (const step of ['000100', '9'.repeat(30)]) await writeFile(join(samplesDir, `step-${step}.safetensors`), '');
  const run = await readRun(dir);
  assert.equal(run.checkpoints.length, 201);
  assert.ok(run.checkpoints[0]!.best && run.checkpoints[0]!.step === 12);
  assert.ok(run.checkpoints.at(-1)!.problem);
  assert.equal(run.samples.steps, 1, 'no run has so many steps');
  assert.match(await page(run), /the newest and the best of 301\./);
});
