import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';
import { attendingLayers, meanDistances } from '../inspect/attention/meanDistances.js';
import type { Beside } from '../inspect/features/featureExtractor.js';
import type { Encoder } from '../models/encoder.js';

const ids = { all: 'attentionDistance', first: 'attentionDistanceFirst', last: 'attentionDistanceLast' } as const;

/** How far the layers of an encoder look: all of them in the mean, the first and the last. */
export const attentionMetrics: readonly MetricSpec[] = [
  { id: ids.all, label: 'Attention distance', short: 'attention', note: 'mean over layers, heads and patches' },
  {
    id: ids.first,
    label: 'Attention distance, first layer',
    short: 'attention first',
    note: 'mean over heads and patches',
  },
  {
    id: ids.last,
    label: 'Attention distance, last layer',
    short: 'attention last',
    note: 'mean over heads and patches',
  },
].map(metric => ({ ...metric, unit: 'px', seldom: true, exact: true }));

/** The distance of each layer, for `extractFeatures`; undefined for an encoder without attention. */
export function attentionDistances(encoder: Encoder): Beside | undefined {
  const count = attendingLayers(encoder).length;
  return count > 0 ? { count, of: (taps, batch) => meanDistances(encoder, taps, batch) } : undefined;
}

/**
 * The values of `attentionMetrics`, in the mean over images.
 *
 * @param distances `[images, layers]`
 * @returns none without attention
 */
export function distancesOf(distances: Float32Array, images: number): MetricValues {
  const layers = distances.length / images;
  if (layers === 0) return {};
  const means = new Float64Array(layers);
  for (const [i, distance] of distances.entries()) means[i % layers]! += distance / images;
  const all = means.reduce((sum, value) => sum + value, 0) / layers;
  return { [ids.all]: all, [ids.first]: means[0]!, [ids.last]: means.at(-1)! };
}
