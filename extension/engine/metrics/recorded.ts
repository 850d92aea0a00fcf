import type { MetricSpec, RunKind, RunViewName } from '../../protocol/metrics.js';
import { lossMetric, trainingMetrics } from './training.js';

/** The loss of frequency pre-training. */
export const spectralLoss: MetricSpec = {
  ...lossMetric,
  note: 'distance of spectra',
  definedBy: ['MODEL.RECOVER_TARGET_TYPE', 'MODEL.FREQ_LOSS'],
};

export const frequencyKind: RunKind = { name: 'mfm', label: 'Masked Frequency Modeling' };

export const frequencyViews: readonly RunViewName[] = ['bands', 'samples'];

/** What runs measured before they said so, which were all of one kind. */
export const usualMetrics: readonly MetricSpec[] = [spectralLoss, ...trainingMetrics];

/** What a run measures, as far as its folder says. */
export function metricsOf(start: { metrics?: readonly MetricSpec[] } | undefined): readonly MetricSpec[] {
  return start?.metrics ?? usualMetrics;
}
