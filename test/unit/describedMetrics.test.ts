import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runsTable } from '../../extension/cli/commands/runs.js';
import { eventText } from '../../extension/cli/progress/eventText.js';
import type { Progress } from '../../extension/engine/checkpoint/progress.js';
import { lossMetric, trainingMetrics } from '../../extension/engine/metrics/training.js';
import { page } from '../../extension/engine/report/report.js';
import { readRun } from '../../extension/engine/report/runData.js';
import { runIn } from '../../extension/engine/runs/listRuns.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { follow, takeBest } from '../../extension/engine/training/primaryMetric.js';
import { Recorder } from '../../extension/engine/training/recorder.js';
import { RunRecord } from '../../extension/host/runPage/runRecord.js';
import { runView } from '../../extension/host/runPage/runView.js';
import { checkpointDescription, checkpointLabel } from '../../extension/host/runs/checkpointText.js';
import { metricsOfRun } from '../../extension/host/runs/run.js';
import { runDescription, runFacts } from '../../extension/host/runs/runText.js';
import { statusText } from '../../extension/host/status/statusText.js';
import type { MetricsEvent, RunEvent, StartEvent, StepEvent } from '../../extension/protocol/events.js';
import { type MetricSpec, primaryOf } from '../../extension/protocol/metrics.js';
import { chartsOf, pointsOf } from '../../webview/run/curves.js';
import { metricResult } from '../../webview/run/results.js';
import { boardPoints } from '../support/boardPoints.js';
import { fakeStart, fakeStep } from '../support/fakeRunState.js';
import { assertWellFormed } from '../support/htmlCheck.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { english } from '../support/words.js';
import { checkpointAt } from './checkpointFixtures.js';

const accuracy: MetricSpec = {
  id: 'accuracy',
  label: 'Accuracy',
  unit: '%',
  better: 'higher',
  seldom: true,
  tag: 'val/acc',
};
const metrics = [accuracy, { ...lossMetric, note: 'cross-entropy' }, ...trainingMetrics];
const keepAll = { last: 100, every: 0 };
const shares = [40, 71.25, 63.5];

/** The start of a run that is judged by what comes at the end of each of three epochs of four steps. */
function startIn(dir: string): StartEvent {
  const kind = { name: 'supervised', label: 'Classification' };
  const sizes = { stepsPerEpoch: 4, epochs: 3, totalSteps: 12 };
  return { ...fakeStart, ...sizes, run: dir, kind, metrics, views: [] };
}

function* eventsOf(): Generator<StepEvent | MetricsEvent> {
  for (let step = 1; step <= 12; step++) {
    const epoch = Math.floor((step - 1) / 4);
    yield fakeStep({ epoch, step, totalSteps: 12, values: { lr: 1e-3, loss: 1 / step, gradNorm: 2 } });
    if (step % 4 === 0) yield { type: 'metrics', epoch, step, values: { accuracy: shares[epoch]! } };
  }
}

/** Records the run as training does. */
async function record(dir: string): Promise<RunFolder> {
  const run = RunFolder.open(dir, metrics);
  const start = startIn(dir);
  const recorder = new Recorder(run, start, { created: '2026-03-01T09:00:00.000Z', command: [] });
  await recorder.record(start);
  const primary = primaryOf(metrics)!;
  const progress: Progress = { step: 0, updates: 0, stepsPerEpoch: 4, epochLoss: 0, lastLoss: null, bestLoss: null };
  const told: boolean[] = [];
  for (const event of eventsOf()) {
    progress.step = event.step;
    follow(progress, primary, event);
    await recorder.record(event);
    if (event.type !== 'metrics') continue;
    const best = takeBest(progress, primary);
    const saved = await run.save(checkpointAt(event.epoch + 1, event.step, progress.lastLoss!), keepAll, 'epoch');
    assert.equal(saved.best, best);
    told.push(best);
  }
  assert.deepEqual(told, [true, true, false]);
  await recorder.record({ type: 'end', reason: 'finished', run: dir, step: 12, skipped: [] });
  recorder.close();
  return run;
}

async function recorded(t: TestContext): Promise<RunFolder> {
  return record(join(await temporaryFolder(t), 'run'));
}

test('steps are lines as ever, what comes now and then has lines of its own, and TensorBoard has both', async t => {
  const run = await recorded(t);
  const lines = (await readFile(run.metricsFile, 'utf8')).trimEnd().split('\n');
  assert.equal(lines.length, 15);
  assert.match(
    lines[0]!,
    /^{"type":"step","epoch":0,"step":1,"totalSteps":12,"lr":0.001,"loss":1,"gradNorm":2,"imagesPerSecond":31.2,"etaSeconds":130,"memoryBytes":1000000000,"time":"[^"]+"}$/,
  );
  assert.match(lines[4]!, /^{"type":"metrics","epoch":0,"step":4,"accuracy":40,"time":"[^"]+"}$/);
  assert.deepEqual(await boardPoints(run.dir, 'val/acc'), [
    [750, 40],
    [1750, 71.25],
    [2750, 63.5],
  ]);
  assert.equal((await boardPoints(run.dir, 'train_loss')).length, 12);
});

test('the best checkpoint is that of the highest value, in the index, in best.json and when it is resumed', async t => {
  const { dir, checkpointsDir } = await recorded(t);
  const run = RunFolder.open(dir);
  const best = async () => (await run.checkpoints()).filter(c => c.best).map(({ step, value }) => [step, value]);
  assert.deepEqual(await best(), [[8, 71.25]]);
  const index = await readFile(join(checkpointsDir, 'index.jsonl'), 'utf8');
  assert.match(index, /^{"file":"epoch-0001-step-000004\.safetensors","accuracy":40,"kind":"epoch"}\n/);
  const named = '{"file":"epoch-0002-step-000008.safetensors","accuracy":71.25}\n';
  assert.equal(await readFile(join(checkpointsDir, 'best.json'), 'utf8'), named);
  await run.rewind(8, 4, { last: 1, every: 0 });
  assert.deepEqual(await best(), [[8, 71.25]]);
  const metricsLeft = await run.readMetrics();
  assert.deepEqual(
    metricsLeft.filter(({ isSeldom }) => isSeldom).map(({ values }) => values['accuracy']),
    [40, 71.25],
  );
  assert.equal((await boardPoints(dir, 'val/acc')).length, 2);
});

test('who opens the folder with what it measures needs no run.json to keep the best', async t => {
  const run = await recorded(t);
  await writeFile(run.stateFile, '{"state": "runn');
  await run.rewind(12, 4, { last: 1, every: 0 });
  assert.deepEqual(
    (await run.checkpoints()).map(({ step, best }) => [step, best]),
    [
      [8, true],
      [12, false],
    ],
  );
});

test('lists, trees and the status bar tell what the run says that counts', async t => {
  const { dir } = await recorded(t);
  const summary = (await runIn(dir))!;
  assert.deepEqual(summary.values, { lr: 1e-3, loss: 1 / 12, gradNorm: 2, accuracy: 63.5 });
  assert.deepEqual(summary.start!.metrics, metrics);
  const run = { dir, name: 'r', summary };
  assert.equal(runDescription(english, run), 'finished · accuracy 63.5 %');
  const facts = new Map(runFacts(english, run, 'en'));
  assert.deepEqual(
    [facts.get('Method'), facts.get('Accuracy'), facts.get('Loss')],
    ['Classification', '63.5 %', '0.08333'],
  );
  assert.match(runsTable([summary]), /step +accuracy +checkpoints[^\n]*\n[^\n]*63\.5 %/);
  const live = { state: 'running' as const, start: startIn(dir), step: fakeStep({ values: { loss: 0.5 } }) };
  assert.match(statusText({ runs: [{ name: 'r', live }], engine: 'off' }).text, /· loss 0\.5 ·/, 'nothing else yet');
  const metricsEvent: MetricsEvent = { type: 'metrics', epoch: 0, step: 4, values: { accuracy: 40 } };
  const later = statusText({ runs: [{ name: 'r', live: { ...live, metrics: metricsEvent } }], engine: 'off' });
  assert.match(later.text, /· accuracy 40 % ·/);
  const best = (await RunFolder.open(dir).checkpoints()).find(c => c.best)!;
  assert.match(checkpointDescription(english, best, accuracy), /^accuracy 71\.25 % · .* · best$/);
  assert.match(checkpointLabel(english, best, accuracy), /, highest accuracy of the run$/);
});

test('the command line tells it in its lines', () => {
  const text = (event: RunEvent) => eventText(event, metrics);
  assert.equal(
    text({ type: 'metrics', epoch: 1, step: 8, values: { accuracy: 71.25 } }),
    'After epoch 2: accuracy 71.25 %',
  );
  const checkpoint = {
    type: 'checkpoint',
    epoch: 2,
    step: 8,
    file: 'c',
    values: { accuracy: 71.25 },
    best: true,
  } as const;
  assert.equal(text(checkpoint), 'Checkpoint: c, highest accuracy so far (71.25 %)');
});

test('the report has a curve of it, and orders by it', async t => {
  const { dir } = await recorded(t);
  const html = await page(await readRun(dir));
  assertWellFormed(html);
  const titles = [...html.matchAll(/<figcaption><b>([^<]*)<\/b>/g)].map(match => match[1]);
  assert.deepEqual(titles, ['Accuracy', 'Loss', 'Learning rate', 'Gradient norm', 'Images/s', 'Memory']);
  assert.match(html, /aria-label="Accuracy over 3 [^"]*last 63\.5 at step 12, lowest 40, highest 71\.25/);
  assert.match(html, /the accuracy went from 40 to 63\.5 %/);
  assert.match(html, /Classification · training report/);
  assert.match(html, /<th class="n">Accuracy<\/th>/);
  assert.match(html, /the accuracy is the newest one/);
  assert.doesNotMatch(html, /id="samples"/, 'it has no such view');
});

test('its page gets the rows of both sorts, and draws and compares by the description', async t => {
  const { dir } = await recorded(t);
  const run = { dir, name: 'r', summary: (await runIn(dir))! };
  const record = new RunRecord(dir, metricsOfRun(run));
  await record.update(metricsOfRun(run));
  const view = runView('1', run, record);
  assert.deepEqual(
    [view.measured, view.views, view.kind?.label],
    [{ version: 0, steps: 12, seldom: 3 }, [], 'Classification'],
  );
  const columns = record.metrics.slice({ steps: 0, seldom: 0 }, 100);
  const [first] = chartsOf([view]);
  const { x, y } = pointsOf(columns, first!, view, 'step');
  assert.deepEqual([first!.id, [...x], [...y]], ['accuracy', [4, 8, 12], shares]);
  assert.deepEqual(metricResult(columns, first!, 4), { last: 63.5, best: 71.25, bestEpoch: 2 });
});

test('a folder without a description has the metrics of the time; one that measures something else since is read anew', async t => {
  const { dir, stateFile } = await recorded(t);
  const { values: _, start, ...old } = JSON.parse(await readFile(stateFile, 'utf8'));
  const { kind: _kind, metrics: _metrics, views: _views, ...oldStart } = start;
  await writeFile(stateFile, JSON.stringify({ ...old, loss: 0.25, start: oldStart }));
  const summary = (await runIn(dir))!;
  assert.deepEqual(summary.values, { loss: 0.25 });
  assert.deepEqual(
    summary.start!.metrics.map(({ id }) => id),
    ['loss', 'lr', 'gradNorm'],
  );
  assert.deepEqual([summary.start!.kind.name, summary.start!.views], ['mfm', ['bands', 'samples']]);
  const record = new RunRecord(dir, summary.start!.metrics);
  await record.update(summary.start!.metrics);
  assert.deepEqual(record.metrics.rows, { steps: 12, seldom: 3 });
  await record.update(metrics);
  assert.equal(record.metrics.version, 1);
  assert.deepEqual([...record.metrics.slice({ steps: 0, seldom: 0 }, 9).seldom.values['accuracy']!], shares);
});

test('what no run can measure is no description', async t => {
  const { dir, stateFile } = await recorded(t);
  const state = JSON.parse(await readFile(stateFile, 'utf8'));
  for (const id of ['step', 'time', '__proto__', 'a b', '', 7]) {
    const start = { ...state.start, metrics: [{ id, label: 'x' }] };
    await writeFile(stateFile, JSON.stringify({ ...state, start }));
    assert.equal((await runIn(dir))!.state, 'unreadable', `${id}`);
  }
  const newer = [{ id: 'x', label: 'X', better: 'rounder', role: 'other', colour: 'red' }];
  await writeFile(
    stateFile,
    JSON.stringify({ ...state, start: { ...state.start, metrics: newer, views: ['maps', 'samples'] } }),
  );
  const { start } = (await runIn(dir))!;
  assert.deepEqual([start!.metrics[0]!.better, start!.metrics[0]!.label, start!.views], [undefined, 'X', ['samples']]);
});

test('of a metric of every step the mean over an epoch counts', () => {
  const progress: Progress = { step: 0, updates: 0, stepsPerEpoch: 2, epochLoss: 0, lastLoss: null, bestLoss: null };
  const step = (loss: number) => {
    progress.step++;
    follow(progress, lossMetric, fakeStep({ values: { loss } }));
    return progress.step % 2 === 0 && takeBest(progress, lossMetric);
  };
  assert.deepEqual([4, 2, 4, 4, 1, 3].map(step), [false, true, false, false, false, true]);
  assert.deepEqual([progress.lastLoss, progress.bestLoss, progress.epochLoss], [2, 2, 0]);
});
