import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, readFailure } from '../files/fileProblem.js';

/** A checkpoint as its name tells: finished epochs and steps. */
export interface CheckpointName {
  file: string;
  epoch: number;
  step: number;
}

/**
 * What a checkpoint was saved for: the end of an epoch; a step at which somebody asked for one or the run ended; or only
 * that little is lost until the next one.
 */
export type CheckpointKind = 'epoch' | 'step' | 'interim';

/** Which checkpoints stay when another is saved. The best one always does, an interim one never. */
export interface KeepPolicy {
  /** The newest so many, at least the new one. */
  last: number;
  /** The first of every so many epochs; 0 = none. */
  every: number;
}

const NAME = /^epoch-(\d+)-step-(\d+)\.safetensors$/;

/** The file name of a checkpoint; names sort as steps do (up to a million). */
export function checkpointName(epoch: number, step: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}-step-${String(step).padStart(6, '0')}.safetensors`;
}

/** What a file's name in `folder` tells; nothing for one that is no checkpoint's. */
export function parseCheckpointName(folder: string, name: string): CheckpointName | undefined {
  const match = NAME.exec(name);
  return match ? { file: join(folder, name), epoch: Number(match[1]), step: Number(match[2]) } : undefined;
}

/** The checkpoints in `folder` by step, from their names alone; temporary files of interrupted writes do not count. */
export async function listCheckpoints(folder: string): Promise<CheckpointName[]> {
  const found = (await namesIn(folder)).flatMap(name => parseCheckpointName(folder, name) ?? []);
  return found.sort((a, b) => a.step - b.step || a.epoch - b.epoch);
}

/** The size of a file in bytes, or `undefined` when it has just been pruned. */
export async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    s => s.size,
    () => undefined,
  );
}

/** Those of `checkpoints` (by step) that the policy lets go. `protectedFiles` (the new one, the best) always stay. */
export function expendable(
  checkpoints: readonly (CheckpointName & { kind?: CheckpointKind })[],
  keep: KeepPolicy,
  protectedFiles: ReadonlySet<string>,
): CheckpointName[] {
  const lasting = checkpoints.filter(c => c.kind !== 'interim');
  const newest = new Set(lasting.slice(-Math.max(1, keep.last)));
  // Stopping in the middle of an epoch makes several checkpoints with the same count of finished ones.
  const isFirstOfEpoch = (c: CheckpointName) => lasting.find(other => other.epoch === c.epoch) === c;
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
