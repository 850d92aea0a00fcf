import { Random } from '../../extension/engine/random.js';
import type { Survivor } from './settings.svelte.js';

/**
 * Whether an image keeps its low frequencies. 'random' draws with the probability SAMPLE_RATIO as training does, but from
 * streams of its own: training's depend on the epoch, too.
 *
 * @param place of the image among those shown
 */
export function keepsLow(survivor: Survivor, sampleRatio: number, seed: number, draw: number, place: number): boolean {
  if (survivor !== 'random') return survivor === 'low';
  return new Random(seed, draw, place).bernoulli(sampleRatio);
}
