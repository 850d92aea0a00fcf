import type { MetricsColumns, RunView } from '../../extension/protocol/runPage.js';

/** What curves are drawn over. */
export type Across = 'step' | 'epoch';

/** A quantity with a chart of its own. */
export interface Quantity {
  id: 'loss' | 'lr' | 'gradNorm' | 'imagesPerSecond' | 'memoryBytes';
  label: string;
  /** Shown values are the recorded ones over this. */
  per: number;
}

export const quantities: readonly Quantity[] = [
  { id: 'loss', label: 'Loss', per: 1 },
  { id: 'lr', label: 'Learning rate', per: 1 },
  { id: 'gradNorm', label: 'Gradient norm', per: 1 },
  { id: 'imagesPerSecond', label: 'Images/s', per: 1 },
  { id: 'memoryBytes', label: 'Memory (GB)', per: 1e9 },
];

/** The horizontal values of a run's curves: steps, or finished epochs where it is known how many steps they have. */
export function acrossOf({ step }: MetricsColumns, run: RunView, across: Across): Float64Array {
  const steps = run.stepsPerEpoch;
  return across === 'epoch' && steps ? step.map(value => value / steps) : step;
}

export function valuesOf(columns: MetricsColumns, { id, per }: Quantity): Float64Array {
  return per === 1 ? columns[id] : columns[id].map(value => value / per);
}

/** Epochs compare runs whose epochs have different numbers of steps. */
export function usualAcross(runs: readonly RunView[]): Across {
  const steps = new Set(runs.map(({ stepsPerEpoch }) => stepsPerEpoch));
  return steps.size > 1 && !steps.has(undefined) ? 'epoch' : 'step';
}
