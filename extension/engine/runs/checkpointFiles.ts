import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTextAtomically } from '../files/atomicFile.js';
import { codeOf, readFailure } from '../files/fileProblem.js';

/** A checkpoint as its name tells: finished epochs and steps. */
export interface CheckpointName {
  file: string;
  epoch: number;
  step: number;
}

/** Which checkpoints stay when another is saved; the best one always does. */
export interface KeepPolicy {
  /** The newest so many, at least the new one. */
  last: number;
  /** The first of every so many epochs; 0 = none. */
  every: number;
  /** Whether the new one may become the best: one saved in the middle of an epoch has no loss of its own. */
  best: boolean;
}

/** `best.json`: the checkpoint with the lowest loss. */
export interface BestCheckpoint {
  /** File name within the folder. */
  file: string;
  loss: number;
}

const NAME = /^epoch-(\d+)-step-(\d+)\.safetensors$/;
const BEST = 'best.json';

/** The file name of a checkpoint; names sort as steps do (up to a million). */
export function checkpointName(epoch: number, step: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}-step-${String(step).padStart(6, '0')}.safetensors`;
}

/** The checkpoints in `folder` by step, from their names alone; temporary files of interrupted writes do not count. */
export async function listCheckpoints(folder: string): Promise<CheckpointName[]> {
  const found: CheckpointName[] = [];
  for (const name of await namesIn(folder)) {
    const match = NAME.exec(name);
    if (match) found.push({ file: join(folder, name), epoch: Number(match[1]), step: Number(match[2]) });
  }
  return found.sort((a, b) => a.step - b.step || a.epoch - b.epoch);
}

/** The size of a file in bytes, or `undefined` when it has just been pruned. */
export async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    s => s.size,
    () => undefined,
  );
}

/** What `best.json` says, if it says anything of a checkpoint that is still there. */
export async function readBest(folder: string): Promise<BestCheckpoint | undefined> {
  try {
    const best = JSON.parse(await readFile(join(folder, BEST), 'utf8')) as BestCheckpoint;
    const isThere = NAME.test(best.file) && (await sizeOf(join(folder, best.file))) !== undefined;
    return isThere && Number.isFinite(best.loss) ? best : undefined;
  } catch {
    return undefined;
  }
}

export async function writeBest(folder: string, best: BestCheckpoint): Promise<void> {
  await writeTextAtomically(join(folder, BEST), `${JSON.stringify(best)}\n`);
}

/** Those of `checkpoints` (by step) that the policy lets go. `protectedFiles` (the new one, the best) always stay. */
export function expendable(
  checkpoints: readonly CheckpointName[],
  keep: KeepPolicy,
  protectedFiles: ReadonlySet<string>,
): CheckpointName[] {
  const newest = new Set(checkpoints.slice(-Math.max(1, keep.last)));
  // Stopping in the middle of an epoch makes several checkpoints with the same count of finished ones.
  const isFirstOfEpoch = (c: CheckpointName) => checkpoints.find(other => other.epoch === c.epoch) === c;
  const isMilestone = (c: CheckpointName) =>
    keep.every > 0 && c.epoch > 0 && c.epoch % keep.every === 0 && isFirstOfEpoch(c);
  return checkpoints.filter(c => !newest.has(c) && !protectedFiles.has(c.file) && !isMilestone(c));
}

/** Removes files; one that cannot be removed costs disk space, but is no reason to end a training run. */
export async function removeFiles(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true }).catch(() => undefined);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw readFailure(folder, error);
  }
}
