import type { MetricsColumns } from '../../../extension/protocol/runPage.js';

/** How the made-up metrics of a run go. */
export interface Course {
  stepsPerEpoch: number;
  totalSteps: number;
  /** Where the loss begins and where it tends to. */
  from: number;
  to: number;
  /** Which steps have a loss far above the others. */
  spikes?: number[];
  /** From which share of the run on the loss stands still while the learning rate stays high. */
  plateau?: number;
}

/** The metrics of steps `from` < step <= `to`, by formulas; equal for equal courses. */
export function fakeMetrics(course: Course, from: number, to: number): MetricsColumns {
  const columns = Object.fromEntries(
    ['step', 'epoch', 'loss', 'lr', 'gradNorm', 'imagesPerSecond', 'memoryBytes', 'time'].map(name => [
      name,
      new Float64Array(Math.max(0, to - from)),
    ]),
  ) as unknown as MetricsColumns;
  for (let i = 0; i < to - from; i++) {
    const step = from + i + 1;
    const share = step / course.totalSteps;
    const warmUp = Math.min(1, share / 0.05);
    columns.step[i] = step;
    columns.epoch[i] = Math.floor((step - 1) / course.stepsPerEpoch);
    columns.loss[i] = fakeLoss(course, step);
    columns.lr[i] = course.plateau ? 1e-3 : 1e-3 * warmUp * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * share)));
    columns.gradNorm[i] = 0.4 + 3 * Math.exp(-8 * share) + 0.2 * noise(3 * step);
    columns.imagesPerSecond[i] = step === 1 ? 6 : 31 + 2 * noise(5 * step);
    columns.memoryBytes[i] = 0.6e9 + 0.8e9 * Math.min(1, step / 30) + 1e6 * noise(7 * step);
    columns.time[i] = Date.UTC(2026, 2, 1, 9) / 1000 + 0.52 * step;
  }
  return columns;
}

export function fakeLoss({ totalSteps, from, to, spikes = [], plateau }: Course, step: number): number {
  const share = Math.min(step / totalSteps, plateau ?? 1);
  const smooth = to + (from - to) * Math.exp(-5 * share);
  return spikes.includes(step) ? 3 * from : smooth * (1 + 0.05 * (noise(step) - 0.5));
}

/** From 0 to 1, the same for the same number. */
function noise(n: number): number {
  const x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  const y = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((y ^ (y >>> 16)) >>> 0) / 2 ** 32;
}
