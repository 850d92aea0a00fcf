import { kindLoss } from '../../../extension/engine/methods/mfm/kindLoss.js';
import { frequencyKind, frequencyViews, usualMetrics } from '../../../extension/engine/metrics/recorded.js';
import { lossMetric, trainingMetrics } from '../../../extension/engine/metrics/training.js';
import type { MetricSpec } from '../../../extension/protocol/metrics.js';
import type { RunView } from '../../../extension/protocol/runPage.js';
import type { UnusableCounts, UnusableImage } from '../../../extension/protocol/unusableImages.js';
import { type Course, fakeRows } from './fakeMetrics.js';

/** A made-up run. What it did since the page was opened is in `step` and `state`. */
export interface FakeRun {
  course: Course;
  /** A sample every so many steps. */
  sampleEvery: number;
  step: number;
  state: RunView['state'];
  /** What a person said of it. */
  name?: string;
  note?: string;
  failure?: RunView['failure'];
  message?: string;
  spread?: number;
  /** Images that it does without; one more fails after step 130. */
  unusable?: UnusableImage[];
  /** How many classes it learns. */
  classes?: number;
  /** How many classes of pixels it learns. */
  segments?: number;
  /** Why its evaluation cannot be read. */
  damage?: string;
  /** Why its metrics cannot be read. */
  problem?: string;
}

const course: Course = { stepsPerEpoch: 12, totalSteps: 480, from: 1, to: 0.35 };

/** By id; the page shows those that its state names, else the first. */
export const fakeRuns: Record<string, FakeRun> = {
  demo: { course, sampleEvery: 24, step: 480, state: 'finished' },
  mixed: { course: { ...course, kinds: true }, sampleEvery: 24, step: 480, state: 'finished' },
  live: { course: { ...course, totalSteps: 2400 }, sampleEvery: 48, step: 120, state: 'running' },
  'lower-rate': { course: { ...course, from: 1.1, to: 0.42 }, sampleEvery: 24, step: 300, state: 'stopped' },
  'other-epochs': { course: { ...course, stepsPerEpoch: 24, to: 0.3 }, sampleEvery: 48, step: 480, state: 'finished' },
  long: {
    course: { stepsPerEpoch: 100, totalSteps: 100_000, from: 1, to: 0.3, spikes: [40_001, 77_777] },
    sampleEvery: 100,
    step: 100_000,
    state: 'finished',
  },
  spoilt: {
    course: { ...course, totalSteps: 2400 },
    sampleEvery: 48,
    step: 115,
    state: 'running',
    unusable: [
      { path: 'fish/empty.jpg', reason: 'the file is empty' },
      { path: 'text.png', reason: 'it is not a JPEG, PNG, WebP, TIFF, GIF or AVIF image' },
      { path: 'fish/half.jpg', reason: 'the file is truncated or damaged', step: 3 },
    ],
  },
  new: { course, sampleEvery: 24, step: 0, state: 'running' },
  failed: {
    course,
    sampleEvery: 24,
    step: 130,
    state: 'failed',
    failure: 'notFinite',
    message:
      'The loss (NaN) is not finite in step 131 (epoch 11): the run stopped and the last good checkpoint is epoch-0010-step-000120.safetensors; lower TRAIN.BASE_LR or TRAIN.CLIP_GRAD and run it again.',
  },
  unreadable: {
    course,
    sampleEvery: 24,
    step: 30,
    state: 'finished',
    problem: 'metrics.jsonl cannot be read: permission denied.',
  },
  interrupted: { course: { ...course, plateau: 0.2 }, sampleEvery: 24, step: 400, state: 'interrupted', spread: 0.004 },
  labelled: { course: { ...course, evaluated: 'accuracy' }, sampleEvery: 24, step: 480, state: 'finished' },
  'labelled-live': {
    course: { ...course, to: 0.3, totalSteps: 2400, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 30,
    state: 'running',
  },
  classes: { course: { ...course, evaluated: 'accuracy' }, sampleEvery: 24, step: 480, state: 'finished', classes: 7 },
  'classes-live': {
    course: { ...course, evaluated: 'accuracy', totalSteps: 2400 },
    sampleEvery: 24,
    step: 10,
    state: 'running',
    classes: 7,
  },
  'classes-new': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 0,
    state: 'running',
    classes: 7,
  },
  'classes-sixty': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 480,
    state: 'finished',
    classes: 60,
  },
  'classes-many': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 480,
    state: 'finished',
    classes: 200,
  },
  'classes-damaged': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 480,
    state: 'finished',
    classes: 7,
    damage:
      '/runs/a/evaluation.json is damaged or does not tell of classes; the run writes it anew after its next epoch.',
  },
  segments: {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 480,
    state: 'finished',
    segments: 6,
  },
  'segments-live': {
    course: { ...course, evaluated: 'accuracy', totalSteps: 2400 },
    sampleEvery: 24,
    step: 30,
    state: 'running',
    segments: 6,
  },
  'segments-new': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 0,
    state: 'running',
    segments: 6,
  },
  'segments-many': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 480,
    state: 'finished',
    segments: 150,
  },
  'segments-damaged': {
    course: { ...course, evaluated: 'accuracy' },
    sampleEvery: 24,
    step: 480,
    state: 'finished',
    segments: 6,
    damage:
      '/runs/a/evaluation.json is damaged or does not tell of classes of pixels; the run writes it anew after its next epoch.',
  },
  unsaved: { course, sampleEvery: 24, step: 60, state: 'interrupted' },
};

const frequency = { kind: frequencyKind, metrics: usualMetrics, views: frequencyViews };

/** What a run measures that masks low and high frequencies in turn. */
const mixed = {
  ...frequency,
  metrics: [usualMetrics[0]!, kindLoss('low'), kindLoss('high'), ...usualMetrics.slice(1)],
};

/** What a run says of itself that is judged by what comes at the ends of epochs. */
export const labelled: Pick<RunView, 'kind' | 'metrics' | 'views'> = {
  kind: { name: 'supervised', label: 'Classification' },
  metrics: [
    { id: 'accuracy', label: 'Accuracy', unit: '%', better: 'higher', seldom: true } satisfies MetricSpec,
    { ...lossMetric, note: 'cross-entropy' },
    ...trainingMetrics,
  ],
  views: [],
};

export function fakeView(id: string, run: FakeRun): RunView {
  const { course, step, state, sampleEvery } = run;
  const isLive = state === 'running' || state === 'paused' || state === 'stopping';
  const count = Math.floor(step / sampleEvery) + 1;
  return {
    id,
    name: run.name ?? `runs/${id}`,
    note: run.note,
    state,
    failure: run.failure,
    message: run.message,
    created: '2026-03-01T09:00:00.000Z',
    step,
    totalSteps: course.totalSteps,
    model: 'ViT, patch 16, width 192, depth 12',
    parameters: 5_678_208,
    images: 83,
    unusable: run.unusable && countsOf(run.unusable),
    batchSize: 16,
    stepsPerEpoch: course.stepsPerEpoch,
    epochs: course.totalSteps / course.stepsPerEpoch,
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    etaSeconds: isLive ? (course.totalSteps - step) * 0.52 : undefined,
    isConnected: isLive,
    ...(course.evaluated ? labelled : course.kinds ? mixed : frequency),
    ...(run.classes && { views: ['classes'] as const }),
    ...(run.segments && { views: ['segments'] as const }),
    measured: { version: 0, ...fakeRows(course, step) },
    samples: { count, newest: (count - 1) * sampleEvery },
    checkpoints: Math.floor(step / 120),
  };
}

function countsOf(files: readonly UnusableImage[]): UnusableCounts {
  const leftOut = files.filter(({ step }) => step === undefined).length;
  return { all: 83 + leftOut, leftOut, failed: files.length - leftOut };
}
