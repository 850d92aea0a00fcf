import { frequencyKind, frequencyViews, usualMetrics } from '../../extension/engine/metrics/recorded.js';
import type { RunSummary } from '../../extension/engine/runs/listRuns.js';
import type { StartEvent, StepEvent } from '../../extension/protocol/events.js';

/** How a made-up run starts. */
export const fakeStart: StartEvent = {
  type: 'start',
  run: '/data/runs/demo',
  kind: frequencyKind,
  metrics: usualMetrics,
  views: frequencyViews,
  backend: 'tensorflow',
  device: 'CPU, 2 threads',
  model: 'ViT, patch 16, width 192, depth 12',
  parameters: 5_678_208,
  images: 83,
  imageFolder: '/data/photos',
  batchSize: 16,
  accumulation: 1,
  stepsPerEpoch: 12,
  epochs: 150,
  totalSteps: 1800,
  learningRate: 3e-4,
  step: 0,
};

/** A step of it, with these changes. */
export function fakeStep(changes: Partial<StepEvent> = {}): StepEvent {
  return {
    type: 'step',
    epoch: 11,
    step: 140,
    totalSteps: 1800,
    values: { lr: 1e-4, loss: 0.331, gradNorm: 1 },
    imagesPerSecond: 31.2,
    etaSeconds: 130,
    memoryBytes: 1e9,
    ...changes,
  };
}

/** What its folder says after 480 steps, with these changes. */
export function fakeSummary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    dir: '/data/runs/demo',
    state: 'running',
    pid: 1,
    created: '2026-03-01T09:00:00.000Z',
    updated: '2026-03-01T09:04:12.000Z',
    command: ['pretrain', 'demo.yaml'],
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    mfmVersion: '0.1.0',
    epoch: 11,
    step: 480,
    totalSteps: 1800,
    values: { loss: 0.41 },
    start: fakeStart,
    checkpoints: 2,
    notes: {},
    ...changes,
  };
}
