import type { Handlers } from '../../../extension/protocol/rpc.js';
import type { RunPageApi } from '../../../extension/protocol/runPage.js';
import { fakeSegmentation } from '../look/segment.js';
import { fakeClasses } from './fakeClasses.js';
import { fakeMetrics, fakeRows } from './fakeMetrics.js';
import { type FakeRun, fakeRuns, fakeView } from './fakeRuns.js';
import { fakeBands, fakeSample } from './fakeSamples.js';
import { fakeSegments } from './fakeSegments.js';

declare global {
  /** What was asked, for tests to look at: the names of calls with their parameters. */
  var mfmCalls: [method: string, params: unknown][];
}

const ROWS_AT_ONCE = 16_384;
const TICK_MS = 200;

/** Answers the run page from made-up runs, of which those that are live go on while they are watched. */
export const handlers: Handlers<RunPageApi> = {
  async watch({ runs = ['demo'] }, { signal, progress }) {
    note('watch', { runs });
    while (!signal.aborted) {
      const known = runs.filter(id => Object.hasOwn(fakeRuns, id));
      progress({ runs: known.map(id => fakeView(id, fakeRuns[id]!)) });
      await new Promise(resolve => setTimeout(resolve, TICK_MS));
      for (const id of known) goOn(fakeRuns[id]!);
    }
  },
  async metrics({ run, from }) {
    note('metrics', { run, from: from.steps });
    const { course, step, problem } = fakeRuns[run]!;
    if (problem) throw Object.assign(new Error(problem), { name: 'UserError' });
    const to = fakeRows(course, step);
    return fakeMetrics(course, from, { ...to, steps: Math.min(to.steps, from.steps + ROWS_AT_ONCE) });
  },
  async samples({ run }) {
    const { step, sampleEvery } = fakeRuns[run]!;
    return { steps: Float64Array.from({ length: Math.floor(step / sampleEvery) + 1 }, (_, i) => i * sampleEvery) };
  },
  async sample(params, { signal }) {
    note('sample', params);
    const { run, step, image } = params;
    await new Promise(resolve => setTimeout(resolve, 20));
    signal.throwIfAborted();
    return fakeSample(step, step / fakeRuns[run]!.course.totalSteps, image);
  },
  async bands({ run, steps }) {
    note('bands', { run, steps });
    const { course, spread } = fakeRuns[run]!;
    return steps.map(step => fakeBands(step, step / course.totalSteps, spread));
  },
  async unusable({ run }) {
    note('unusable', { run });
    return fakeRuns[run]!.unusable ?? [];
  },
  async openUnusable(params) {
    note('openUnusable', params);
    const { path } = fakeRuns[params.run]!.unusable![params.place]!;
    if (path === 'gone.jpg')
      throw Object.assign(new Error('There is no file /photos/gone.jpg any more.'), { name: 'UserError' });
  },
  async classes({ run }) {
    note('classes', { run });
    const { course, step, classes, damage } = fakeRuns[run]!;
    if (damage) throw Object.assign(new Error(damage), { name: 'UserError' });
    const epochs = fakeRows(course, step).seldom;
    return classes && epochs > 0 ? fakeClasses(classes, epochs, course) : undefined;
  },
  async openConfused(params) {
    note('openConfused', params);
    if (params.place === 1)
      throw Object.assign(new Error('There is no file /photos/b.png any more.'), { name: 'UserError' });
  },
  async segments({ run }) {
    note('segments', { run });
    const { course, step, segments, damage } = fakeRuns[run]!;
    if (damage) throw Object.assign(new Error(damage), { name: 'UserError' });
    const epochs = fakeRows(course, step).seldom;
    return segments && epochs > 0 ? fakeSegments(segments, epochs, course) : undefined;
  },
  async segmentation(params, { signal }) {
    note('segmentation', params);
    await new Promise(resolve => setTimeout(resolve, 20));
    signal.throwIfAborted();
    if (params.place === 2)
      throw Object.assign(new Error('There is no file /photos/c.jpg any more.'), { name: 'UserError' });
    const { course, segments } = fakeRuns[params.run]!;
    return { ...fakeSegmentation(segments!, params.place), checkpoint: 20 * course.stepsPerEpoch };
  },
  async openSegmented(params) {
    note('openSegmented', params);
    if (params.place === 1)
      throw Object.assign(new Error('There is no file /photos/b.jpg any more.'), { name: 'UserError' });
  },
  async differences({ runs }) {
    const rows = [
      { key: 'TRAIN.BASE_LR', values: runs.map((_, i) => String(0.064 / (i + 1))) },
      { key: 'SEED', values: runs.map((_, i) => String(i)) },
      ...(runs.includes('other-epochs')
        ? [{ key: 'MODEL.FREQ_LOSS.LOSS_GAMMA', values: runs.map((_, i) => String(i)) }]
        : []),
    ];
    return { rows: runs.length > 1 ? rows : [], unread: [], runs };
  },
  async chooseRuns({ runs }) {
    note('chooseRuns', { runs });
    return [...new Set([...runs, 'demo', 'lower-rate'])];
  },
  async saveFile({ bytes, ...file }) {
    note('saveFile', { ...file, bytes: Array.from(bytes) });
    return true;
  },
  async act(params) {
    note('act', params);
    const run = fakeRuns[params.run]!;
    if (params.action === 'pause') run.state = 'paused';
    if (params.action === 'resume') run.state = 'running';
    if (params.action === 'stop') run.state = 'stopped';
    if (params.action === 'rename') run.name = 'Blurred, long';
    if (params.action === 'note') run.note = 'A radius of 8, as the smaller ones gave nothing.';
    if (params.action === 'sample') return `The samples of step ${run.step} are written.`;
    return params.action === 'save' ? `The checkpoint of step ${run.step} is saved.` : undefined;
  },
};

function goOn(run: FakeRun): void {
  if (run.state === 'running' && run.step > 0) run.step = Math.min(run.course.totalSteps, run.step + 3);
  const isGone = run.unusable?.some(({ path }) => path === 'gone.jpg');
  const isAsked = globalThis.mfmCalls?.some(([method]) => method === 'unusable');
  if (run.unusable && isAsked && !isGone && run.step >= 130) {
    run.unusable = [...run.unusable, { path: 'gone.jpg', reason: 'there is no such file', step: run.step }];
  }
}

function note(method: string, params: unknown): void {
  globalThis.mfmCalls ??= [];
  globalThis.mfmCalls.push([method, params]);
}
