import type { MetricSpec } from '../../../protocol/metrics.js';
import type { Config } from '../../config/schema.js';
import { spectralLoss } from '../../metrics/recorded.js';

/** What frequency pre-training measures of its steps. */
export function mfmMetrics({ MODEL }: Config): MetricSpec[] {
  const frequencies = MODEL.RECOVER_TARGET_TYPE === 'masked' ? 'the removed' : 'all';
  return [{ ...spectralLoss, note: `${spectralLoss.note} over ${frequencies} frequencies` }];
}
