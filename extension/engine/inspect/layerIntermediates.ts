import type { Layer } from '../models/encoder.js';

/** What one layer of an encoder made of one image. */
export interface LayerIntermediates extends Layer {
  /** Whether a class token comes before the others. */
  classToken: boolean;
  /** The tokens after it, `[classToken + rows * columns, width]`. */
  tokens: Float32Array;
  /** Attention probabilities `[windows, heads, n, n]`, rows are queries and sum to 1; absent = it has no attention. */
  probabilities?: Float32Array;
}

/** A layer that has attention. */
export type AttentionLayer = Pick<LayerIntermediates, 'grid' | 'classToken'> &
  Required<Pick<LayerIntermediates, 'attention' | 'probabilities'>>;

/** Whether a layer has attention to look at. */
export function hasAttention(layer: LayerIntermediates): layer is LayerIntermediates & AttentionLayer {
  return layer.probabilities !== undefined;
}
