import type { MetricSpec } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import { attendingLayers } from '../inspect/attention/meanDistances.js';
import type { Encoder } from '../models/encoder.js';
import { attentionMetrics } from './attentionDistances.js';

const images = ['PROBE.TRAIN_PATH', 'PROBE.VAL_PATH', 'PROBE.IMAGES'];
const accuracy = { unit: '%', better: 'higher', seldom: true, exact: true } as const;

const knn: MetricSpec = {
  id: 'knn',
  label: 'kNN accuracy',
  short: 'kNN',
  note: 'of the features as they are',
  ...accuracy,
  definedBy: [...images, 'PROBE.K', 'PROBE.TEMPERATURE'],
};

const linear: MetricSpec = {
  id: 'linear',
  label: 'Linear accuracy',
  short: 'linear',
  note: 'ridge regression on the features',
  ...accuracy,
  definedBy: images,
};

const features: readonly MetricSpec[] = [
  {
    id: 'featureDeviation',
    label: 'Feature deviation',
    short: 'deviation',
    note: '1 = spread evenly, 0 = all the same',
    seldom: true,
    exact: true,
  },
  {
    id: 'effectiveRank',
    label: 'Effective rank',
    short: 'rank',
    note: 'of the features around their mean',
    seldom: true,
    exact: true,
  },
];

/** What PROBE.MEASURES gives for an encoder, in the order of its words. */
export function probeMetrics({ PROBE }: Config, encoder: Encoder): readonly MetricSpec[] {
  const distances = attendingLayers(encoder).length > 0 ? attentionMetrics : [];
  // Which images are taken depends on whether labels are needed.
  const health = [...features, ...distances].map(metric => ({ ...metric, definedBy: [...images, 'PROBE.MEASURES'] }));
  return [
    ...(PROBE.MEASURES.includes('knn') ? [knn] : []),
    ...(PROBE.MEASURES.includes('linear') ? [linear] : []),
    ...(PROBE.MEASURES.includes('health') ? health : []),
  ];
}
