import { listMeasurements } from '../../engine/measurements/place.js';
import type { Run } from '../runs/run.js';
import type { RunStore } from '../runs/runStore.js';
import { measurementId } from './measurementId.js';

/** A file of a run's measurements. */
export interface MeasurementFile {
  run: Run;
  file: string;
}

/** The measurements of the workspace's runs: newest run first, and of each the newest measurement. */
export async function measurementFiles(runs: RunStore): Promise<MeasurementFile[]> {
  await runs.ready;
  const ofRuns = runs.runs.map(async run => {
    const files = await listMeasurements(run.dir);
    return files.reverse().map(file => ({ run, file }));
  });
  return (await Promise.all(ofRuns)).flat();
}

/** The files of the measurements that a page names, in its order, without those that are gone. */
export async function filesOfIds(runs: RunStore, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const files = new Map((await measurementFiles(runs)).map(({ file }) => [measurementId(file), file]));
  return [...new Set(ids)].map(id => files.get(id)).filter(file => file !== undefined);
}
