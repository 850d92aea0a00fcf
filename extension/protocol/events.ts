import type { LoadReport } from './loadReport.js';
import type { MetricSpec, MetricValues, RunKind, RunViewName } from './metrics.js';
import type { UnusableCounts, UnusableImage } from './unusableImages.js';

/** Why a run failed, where a page can say more than the message. */
export const runFailures = ['notFinite'] as const;
export type RunFailure = (typeof runFailures)[number];

/** What a training run reports while it goes. The CLI, the worker and the views render the same events. */
export type RunEvent =
  | StartEvent
  | UnusableEvent
  | StepEvent
  | MetricsEvent
  | SampleEvent
  | CheckpointEvent
  | StateEvent
  | WarningEvent
  | EndEvent;

/** Once, before the first step: what will run. */
export interface StartEvent {
  type: 'start';
  /** The run folder. */
  run: string;
  kind: RunKind;
  /** What it measures, in the order in which that is shown. */
  metrics: readonly MetricSpec[];
  /** What its page shows besides curves and results. */
  views: readonly RunViewName[];
  backend: string;
  device: string;
  model: string;
  parameters: number;
  /** Images that look usable by their first bytes. */
  images: number;
  /** The folder that they lie in; absent in runs of older versions. */
  imageFolder?: string;
  batchSize: number;
  accumulation: number;
  stepsPerEpoch: number;
  epochs: number;
  /** Steps of the whole schedule (micro-batches, as the schedule counts them). */
  totalSteps: number;
  /** Peak learning rate after scaling with the batch. */
  learningRate: number;
  /** The checkpoint that the run continues, and the steps already done. */
  resumedFrom?: string;
  step: number;
  /** The checkpoint that the encoder started from, and what of it was loaded. */
  pretrained?: { file: string; report: LoadReport };
  /** The folder into which the curve of earlier attempts was put that saved no checkpoint: the run begins anew. */
  setAside?: string;
}

/** Images turned out to be unusable: after the start those that were left out, later those that could not be decoded. */
export interface UnusableEvent extends UnusableCounts {
  type: 'unusable';
  /** Steps finished so far. */
  step: number;
  /** Those of them that no event has named before, until `mostNamed` of the run are. */
  files: UnusableImage[];
}

/** After every step. */
export interface StepEvent {
  type: 'step';
  /** 0-based epoch that the step belongs to. */
  epoch: number;
  /** Steps finished so far, over all epochs. */
  step: number;
  totalSteps: number;
  /** Of the metrics that every step has. */
  values: MetricValues;
  imagesPerSecond: number;
  etaSeconds: number;
  /** Resident memory of the process in bytes. */
  memoryBytes: number;
}

/** Values that come now and then, as what an evaluation found at the end of an epoch, before the checkpoint is saved. */
export interface MetricsEvent {
  type: 'metrics';
  /** 0-based epoch of the last step (0 before the first), and steps finished so far. */
  epoch: number;
  step: number;
  values: MetricValues;
}

/** Sample reconstructions were written. */
export interface SampleEvent {
  type: 'sample';
  epoch: number;
  step: number;
  file: string;
}

export interface CheckpointEvent {
  type: 'checkpoint';
  epoch: number;
  step: number;
  file: string;
  /** Of the primary metric: the mean over the last finished epoch, or the newest value of one that comes now and then. */
  values: MetricValues;
  best: boolean;
}

/** The run was held before its next step, or goes on. */
export interface StateEvent {
  type: 'state';
  state: 'running' | 'paused';
  /** Steps finished so far. */
  step: number;
}

/** Something beside the training went wrong, and the run goes on. */
export interface WarningEvent {
  type: 'warning';
  /** Steps finished so far. */
  step: number;
  /** A sentence for people. */
  message: string;
}

/** Once, at the end, however it ended short of an error. */
export interface EndEvent {
  type: 'end';
  reason: 'finished' | 'stopped' | 'max-steps';
  run: string;
  step: number;
  /** Images that the run did without, at most `mostNamed` of them. */
  skipped: UnusableImage[];
  /** How many there are; absent when every image could be used. */
  unusable?: UnusableCounts;
  /** The report, where it could be written. */
  report?: string;
}
