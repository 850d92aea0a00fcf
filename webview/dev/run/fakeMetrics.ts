import type { MetricValues } from '../../../extension/protocol/metrics.js';
import type { MetricRows, MetricsColumns, RunColumns } from '../../../extension/protocol/runPage.js';

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
  /** What is measured at the end of each epoch. */
  evaluated?: string;
  /** Whether the losses of low-pass and high-pass images are measured by themselves; every fifth step has none of the latter. */
  kinds?: boolean;
}

/** The metrics of rows `from` on up to `to`, by formulas; equal for equal courses. */
export function fakeMetrics(course: Course, from: MetricRows, to: MetricRows): RunColumns {
  const steps = emptyColumns(to.steps - from.steps, [
    'lr',
    'loss',
    'gradNorm',
    'imagesPerSecond',
    'memoryBytes',
    'lossLow',
    'lossHigh',
  ]);
  for (let i = 0; i < steps.step.length; i++) {
    const step = from.steps + i + 1;
    const share = step / course.totalSteps;
    const warmUp = Math.min(1, share / 0.05);
    const lr = course.plateau ? 1e-3 : 1e-3 * warmUp * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * share)));
    const low = fakeLoss(course, step) / 4;
    const high = step % 5 === 0 ? Number.NaN : 3 * fakeLoss({ ...course, to: course.to / 3 }, step);
    const portion = noise(11 * step) / 2;
    const mixed = Number.isNaN(high) ? low : (1 - portion) * low + portion * high;
    put(steps, course, i, step, {
      lr,
      loss: course.kinds ? mixed : fakeLoss(course, step),
      lossLow: low,
      lossHigh: high,
      gradNorm: 0.4 + 3 * Math.exp(-8 * share) + 0.2 * noise(3 * step),
      imagesPerSecond: step === 1 ? 6 : 31 + 2 * noise(5 * step),
      memoryBytes: 0.6e9 + 0.8e9 * Math.min(1, step / 30) + 1e6 * noise(7 * step),
    });
  }
  const seldom = emptyColumns(to.seldom - from.seldom, course.evaluated ? [course.evaluated] : []);
  for (let i = 0; i < seldom.step.length; i++) {
    const step = (from.seldom + i + 1) * course.stepsPerEpoch;
    put(seldom, course, i, step, { [course.evaluated!]: fakeShare(course, step) });
  }
  return { steps, seldom };
}

/** How many rows there are after so many steps. */
export function fakeRows({ evaluated, stepsPerEpoch }: Course, steps: number): MetricRows {
  return { steps, seldom: evaluated ? Math.floor(steps / stepsPerEpoch) : 0 };
}

/** In percent: rises, with some noise. */
export function fakeShare({ totalSteps }: Course, step: number): number {
  return 100 * (0.9 - 0.8 * Math.exp((-4 * step) / totalSteps)) + 2 * noise(step);
}

function emptyColumns(rows: number, ids: readonly string[]): MetricsColumns {
  const column = () => new Float64Array(Math.max(0, rows));
  return { step: column(), epoch: column(), time: column(), values: Object.fromEntries(ids.map(id => [id, column()])) };
}

function put(columns: MetricsColumns, course: Course, row: number, step: number, values: MetricValues): void {
  columns.step[row] = step;
  columns.epoch[row] = Math.floor((step - 1) / course.stepsPerEpoch);
  columns.time[row] = Date.UTC(2026, 2, 1, 9) / 1000 + 0.52 * step;
  for (const [id, value] of Object.entries(values)) columns.values[id]![row] = value;
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
