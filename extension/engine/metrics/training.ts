import type { MetricSpec } from '../../protocol/metrics.js';

/** What training makes small. A method says what its own is. */
export const lossMetric: MetricSpec = {
  id: 'loss',
  label: 'Loss',
  better: 'lower',
  log: true,
  format: 'fixed',
  tag: 'train_loss',
};

/** What every training measures beside its loss. TensorBoard's names are those of the paper's code. */
export const trainingMetrics: readonly MetricSpec[] = [
  {
    id: 'lr',
    label: 'Learning rate',
    short: 'lr',
    note: 'after scaling with the batch',
    exact: true,
    log: true,
    format: 'scientific',
    role: 'rate',
  },
  {
    id: 'gradNorm',
    label: 'Gradient norm',
    short: 'grad',
    note: 'L2, before clipping',
    log: true,
    role: 'gradient',
    limit: 'TRAIN.CLIP_GRAD',
    tag: 'grad_norm',
  },
];
