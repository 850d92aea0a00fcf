import type { LayerIntermediates } from '../layerIntermediates.js';

/** The tokens of the patches of a layer, without a class token before them: `[patches, width]`, a view. */
export function patchTokens({ tokens, classToken, width }: LayerIntermediates): Float32Array {
  return classToken ? tokens.subarray(width) : tokens;
}

/**
 * Cosine similarity of one patch to all, itself included (1).
 *
 * @param patches `[patches, width]`
 * @returns `[patches]` in [-1, 1]; 0 where a token is zero
 */
export function cosineSimilarity(patches: Float32Array, width: number, chosen: number): Float32Array {
  const own = patches.subarray(chosen * width, (chosen + 1) * width);
  return Float32Array.from({ length: patches.length / width }, (_, i) => {
    let [product, length, ownLength] = [0, 0, 0];
    for (let k = 0; k < width; k++) {
      const value = patches[i * width + k]!;
      product += value * own[k]!;
      length += value * value;
      ownLength += own[k]! * own[k]!;
    }
    return length > 0 && ownLength > 0 ? product / Math.sqrt(length * ownLength) : 0;
  });
}

/**
 * Scores along three components as red, green and blue, each stretched from its lowest to its highest; a component that
 * does not vary is middle gray.
 *
 * @param scores `[patches, 3]`
 * @returns bytes, `[patches, 3]`
 */
export function componentColours(scores: Float32Array): Uint8Array {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < scores.length; i++) {
    low[i % 3] = Math.min(low[i % 3]!, scores[i]!);
    high[i % 3] = Math.max(high[i % 3]!, scores[i]!);
  }
  return Uint8Array.from(scores, (score, i) => {
    const range = high[i % 3]! - low[i % 3]!;
    return range > 0 ? Math.round((255 * (score - low[i % 3]!)) / range) : 128;
  });
}
