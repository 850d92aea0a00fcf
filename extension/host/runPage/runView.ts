import { frequencyViews } from '../../engine/metrics/recorded.js';
import type { RunView } from '../../protocol/runPage.js';
import { displayState, isLive, metricsOfRun, type Run, unusableImages } from '../runs/run.js';
import type { RunRecord } from './runRecord.js';

/** A run as its page is told of it. */
export function runView(id: string, run: Run, { metrics, samples }: RunRecord): RunView {
  const { summary, live } = run;
  const start = live?.start ?? summary.start;
  const { model, parameters, images, batchSize, stepsPerEpoch, epochs } = start ?? {};
  const { step, totalSteps } = live?.step ?? live?.start ?? summary;
  const eta = live?.step?.etaSeconds;
  return {
    id,
    name: run.name,
    note: summary.notes.note,
    state: displayState(run),
    failure: isLive(run) ? undefined : summary.failure,
    message: isLive(run) ? undefined : summary.message,
    warning: summary.warning,
    created: summary.created,
    step,
    totalSteps,
    model,
    parameters,
    images,
    unusable: unusableImages(run),
    batchSize,
    stepsPerEpoch,
    epochs,
    backend: summary.backend,
    device: summary.device,
    etaSeconds: Number.isFinite(eta) ? eta : undefined,
    isConnected: live !== undefined,
    kind: start?.kind,
    metrics: metricsOfRun(run),
    views: start?.views ?? frequencyViews,
    measured: { version: metrics.version, ...metrics.rows },
    samples: { count: samples.length, newest: samples.at(-1) },
    checkpoints: summary.checkpoints,
  };
}
