import { Random } from '../random.js';

/** The order in which an epoch (0-based) visits `count` images: another one for every epoch, the same for a seed. */
export function epochOrder(count: number, seed: number, epoch: number): Uint32Array {
  return new Random(seed, epoch).permutation(count);
}

/** Full batches in one pass over `count` images; what remains is dropped (drop_last, fact sheet 1.1). */
export function fullBatches(count: number, batchSize: number): number {
  return Math.floor(count / batchSize);
}
