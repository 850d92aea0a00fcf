import { totalmem } from 'node:os';
import { UserError } from '../errors.js';
import { bytes } from '../text/format.js';

/** Memory that this process may use, in bytes: the machine's, or less where a container or a job is given less. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  // Zero where the system does not say; more than there is where nothing is limited.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Refuses what cannot fit, before anything is allocated for it.
 *
 * @param what the subject of a sentence, with its verb: 'Training ViT 12 x 768 needs'
 * @param advice the end of that sentence: 'lower DATA.BATCH_SIZE'
 * @param memory bytes that there are
 * @throws UserError with both numbers
 */
export function requireMemory(what: string, needed: number, advice: string, memory = machineMemory()): void {
  if (needed <= memory) return;
  throw new UserError(`${what} about ${bytes(needed)} of memory, of which there are ${bytes(memory)}: ${advice}.`);
}
