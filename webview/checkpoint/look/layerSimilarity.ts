import type { LayerFeaturesView } from '../../../extension/protocol/lookApi.js';

/** How the patches of a layer resemble a chosen one. */
export interface LayerSimilarity {
  values: Float32Array;
  /** The start of the colour scale, which ends at 1: 0, or below where a patch is opposed. */
  low: number;
  /** The most similar other patch. */
  nearest: number;
}

/** Undefined as long as no patch is chosen. */
export function layerSimilarity({ similarity: values }: LayerFeaturesView): LayerSimilarity | undefined {
  return (
    values && { values, low: values.reduce((low, value) => Math.min(low, value), 0), nearest: secondLargest(values) }
  );
}

/** The largest is the patch itself. */
function secondLargest(values: Float32Array): number {
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
  return order[1] ?? order[0]!;
}
