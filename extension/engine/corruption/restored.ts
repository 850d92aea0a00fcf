import { keepFrequencies } from '../frequency/keepFrequencies.js';

/**
 * What becomes of an image in the end: the frequencies that a mask kept, as they were, with the predicted ones in the place of the
 * others. The masked loss asks nothing of a prediction where frequencies were kept, so this is what shows what a network adds.
 * Where the image was degraded otherwise, no frequency is known to be right, and it is the whole prediction.
 *
 * @param original `[channels, height, width]` in [0, 1]
 * @param prediction like `original`, as pixels that are not clipped
 * @param mask `[height, width]`, shifted, 1 = kept; undefined where the image was degraded otherwise
 * @returns like `original`, clipped to [0, 1]
 */
export function restored(
  original: Float32Array,
  prediction: Float32Array,
  mask: Float32Array | undefined,
  width: number,
  height: number,
): Float32Array {
  if (!mask) return prediction.map(clamp);
  const missing = original.map((value, i) => value - prediction[i]!);
  const kept = keepFrequencies(missing, mask, width, height);
  return kept.map((value, i) => clamp(value + prediction[i]!));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
