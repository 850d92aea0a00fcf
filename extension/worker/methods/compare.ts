import { shortNames } from '../../engine/data/shortNames.js';
import type { Sheet, WorkerApi } from '../../protocol/workerApi.js';
import { readComparedRun } from '../sheets/comparedRun.js';
import { compareSheet } from '../sheets/compareSheet.js';

/** Where runs differ, and their curves. Needs no backend. */
export async function compare({ runs }: WorkerApi['compare']['params']): Promise<Sheet> {
  const read = await Promise.all(runs.map(readComparedRun));
  const names = shortNames(read.map(run => run.dir));
  return compareSheet(read.map((run, i) => ({ ...run, name: names[i]! })));
}
