import type { FeaturesView } from '../../../extension/protocol/lookApi.js';

/** What the page shows of one layer. */
export interface LayerFeatures {
  /** `[patches, 3]` bytes. */
  colours: Uint8Array;
  explained: Float32Array;
  similarity?: {
    values: Float32Array;
    /** The start of the colour scale, which ends at 1: 0, or below where a patch is opposed. */
    low: number;
    /** The most similar other patch. */
    nearest: number;
  };
}

export function layerFeatures(view: FeaturesView, layers: number, layer: number): LayerFeatures {
  const patches = view.colours.length / layers / 3;
  const values = view.similarity?.subarray(layer * patches, (layer + 1) * patches);
  return {
    colours: view.colours.subarray(layer * patches * 3, (layer + 1) * patches * 3),
    explained: view.explained.subarray(3 * layer, 3 * layer + 3),
    similarity: values && { values, low: Math.min(0, ...values), nearest: secondLargest(values) },
  };
}

/** The largest is the patch itself. */
function secondLargest(values: Float32Array): number {
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
  return order[1] ?? order[0]!;
}
