import { basename, dirname } from 'node:path';
import { metricsOf } from '../../engine/metrics/recorded.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { RunPlace } from '../../protocol/checkpointPage.js';
import { primaryOf } from '../../protocol/metrics.js';
import type { RunStore } from '../runs/runStore.js';

/** The run folder that a checkpoint lies in, if its place says so: `<run>/checkpoints/<file>`. */
export function runFolderOf(file: string): string | undefined {
  const folder = dirname(file);
  return basename(folder) === 'checkpoints' ? dirname(folder) : undefined;
}

/** Where a checkpoint stands among those of its run, if it lies in one. */
export async function runPlace(runs: RunStore, file: string): Promise<RunPlace | undefined> {
  const dir = runFolderOf(file);
  const state = dir && (await RunFolder.open(dir).readState());
  if (!state) return undefined;
  const checkpoints = await RunFolder.open(dir).checkpoints();
  const index = checkpoints.findIndex(checkpoint => checkpoint.file === file);
  if (index === -1) return undefined;
  const siblings = checkpoints.map(({ file: sibling, epoch, step, value, best }) => {
    return { id: basename(sibling), epoch, step, value, best };
  });
  const run = runs.find(dir);
  return {
    name: run?.name ?? basename(dir),
    isKnown: run !== undefined,
    metric: primaryOf(metricsOf(state.start)),
    siblings,
    index,
  };
}

/** The file of a sibling by its id. Ids are looked up among the files that are there, and never become part of a path. */
export async function siblingFile(file: string, id: string): Promise<string | undefined> {
  const dir = runFolderOf(file);
  const checkpoints = dir ? await RunFolder.open(dir).checkpoints() : [];
  return checkpoints.find(checkpoint => basename(checkpoint.file) === id)?.file;
}
