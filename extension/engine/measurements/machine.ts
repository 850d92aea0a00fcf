import { availableParallelism } from 'node:os';
import { runtime } from '../runtime/runtime.js';

/** Threads that decode the images that are measured with. */
export function decodingThreads(): number {
  return Math.min(4, availableParallelism());
}

/** What computes and when it was done, as measurements say it. */
export function madeBy(): { backend: string; device: string; time: string } {
  const { name, device } = runtime();
  return { backend: name, device, time: new Date().toISOString() };
}
