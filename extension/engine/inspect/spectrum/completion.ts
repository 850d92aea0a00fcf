import { keepFrequencies } from '../../frequency/keepFrequencies.js';
import { complement } from '../../frequency/maskShape.js';

/**
 * The image's own kept frequencies with the predicted ones in the place of those that were masked. The masked loss asks
 * nothing of a prediction where the frequencies were kept, so this shows best what the network adds.
 *
 * @param input `[3, size, size]` in [0, 1]
 * @param prediction like `input`, as pixels that are not clipped
 * @param mask `[size, size]`, shifted, 1 = kept
 * @returns like `input`; [0, 1] may be left
 */
export function completed(
  input: Float32Array,
  prediction: Float32Array,
  mask: Float32Array,
  size: number,
): Float32Array {
  const kept = keepFrequencies(input, mask, size, size);
  const predicted = keepFrequencies(prediction, complement(mask), size, size);
  return kept.map((value, i) => value + predicted[i]!);
}
