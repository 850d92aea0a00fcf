import type { SeenWorkerApi } from '../../protocol/seen.js';
import { measuredFolder } from '../looking/measuredFolder.js';

/** Which images a measurement took of a folder. Needs no backend. */
export async function measuredImages(request: SeenWorkerApi['measuredImages']['params']): Promise<string[]> {
  return (await measuredFolder(request)).entries.map(({ path }) => path);
}
