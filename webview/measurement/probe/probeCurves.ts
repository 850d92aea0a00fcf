import type { ProbeMeasurement } from '../../../extension/protocol/measurement.js';

/** What accuracy is drawn over. */
export type Across = 'layer' | 'labels';

/** A line: x rises. */
export interface ProbeCurve {
  /** A measurement of it, by which it is named: that with the least x. */
  of: ProbeMeasurement;
  x: number[];
  /** Mean top-1 accuracies in percent. */
  y: number[];
}

export interface ProbeCurves {
  across: Across;
  curves: ProbeCurve[];
  /** Where the encoder's output stands on an axis of layers: behind the last of them. */
  output?: number;
}

/**
 * Accuracy by layer, or by how many labels are known, whichever differs between measurements; undefined where neither does. What
 * differs besides makes lines of their own.
 */
export function probeCurves(measurements: readonly ProbeMeasurement[]): ProbeCurves | undefined {
  const layers = new Set(measurements.map(({ layer }) => layer));
  if (layers.size > 1) {
    const output = 1 + Math.max(...measurements.map(({ layer }) => layer ?? 0));
    const at = ({ layer }: ProbeMeasurement) => layer ?? output;
    const curves = curvesOf(measurements, at, ({ labels }) => labels);
    return { across: 'layer', curves, output: layers.has(undefined) ? output : undefined };
  }
  if (new Set(measurements.map(({ labels }) => JSON.stringify(labels))).size < 2) return undefined;
  return { across: 'labels', curves: curvesOf(measurements, labelled, ({ layer }) => layer) };
}

/** Images that it learned from, mean over the trials. */
export function labelled({ trials }: ProbeMeasurement): number {
  return trials.reduce((sum, trial) => sum + trial.labelled, 0) / trials.length;
}

/** @param besides what else tells lines apart */
function curvesOf(
  measurements: readonly ProbeMeasurement[],
  at: (one: ProbeMeasurement) => number,
  besides: (one: ProbeMeasurement) => unknown,
): ProbeCurve[] {
  const lines = new Map<string, ProbeMeasurement[]>();
  for (const one of measurements) {
    const { checkpoint, probe, tokens, train, val } = one;
    const key = JSON.stringify([checkpoint, probe, tokens, train, val, besides(one)]);
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  return [...lines.values()].map(line => {
    const sorted = line.sort((a, b) => at(a) - at(b));
    return { of: sorted[0]!, x: sorted.map(at), y: sorted.map(({ top1 }) => top1.mean) };
  });
}
