import { Random } from '../random.js';

/**
 * The order in which an epoch (0-based) visits `count` images: another one for every epoch, the same for a seed.
 *
 * @param repeats so often in a row each image comes, of as many fewer images; all in all there are `count` still
 */
export function epochOrder(count: number, seed: number, epoch: number, repeats = 1): Uint32Array {
  const order = new Random(seed, epoch).permutation(count);
  return repeats === 1 ? order : order.map((_, i) => order[Math.floor(i / repeats)]!);
}

/** Full batches in one pass over `count` images; what remains is dropped (drop_last, fact sheet 1.1). */
export function fullBatches(count: number, batchSize: number): number {
  return Math.floor(count / batchSize);
}
