import { basename, join } from 'node:path';
import type { MetricSpec } from '../../protocol/metrics.js';
import { type Checkpoint, saveCheckpoint } from '../checkpoint/checkpoint.js';
import { UserError } from '../errors.js';
import { WriteError } from '../files/fileProblem.js';
import { findBest, writeBest } from './bestCheckpoint.js';
import {
  type CheckpointKind,
  checkpointName,
  expendable,
  type KeepPolicy,
  listCheckpoints,
  removeFiles,
  sizeOf,
} from './checkpointFiles.js';
import { type IndexEntry, noteCheckpoint, readIndex, rewindIndex } from './checkpointIndex.js';

/** A checkpoint could not be written; the message names the last good one. */
export class SaveError extends UserError {}

/** A checkpoint of a run. */
export interface RunCheckpoint extends IndexEntry {
  file: string;
  /** Finished epochs. */
  epoch: number;
  /** Finished steps. */
  step: number;
  bytes: number;
  /** The one with the best value. */
  best: boolean;
}

/** The checkpoints of a run, with their index. */
export class Checkpoints {
  /** @param metric what decides which is the best */
  constructor(
    private readonly dir: string,
    private readonly metric: () => Promise<MetricSpec>,
  ) {}

  /** All complete ones, oldest first. */
  async list(): Promise<RunCheckpoint[]> {
    const names = await listCheckpoints(this.dir);
    const files = names.map(checkpoint => checkpoint.file);
    const metric = await this.metric();
    const [index, sizes] = await Promise.all([readIndex(this.dir, files, metric), Promise.all(files.map(sizeOf))]);
    const found = names.map((name, i) => ({ ...name, ...index.get(basename(name.file)), bytes: sizes[i] }));
    const best = await findBest(this.dir, found, metric);
    return found.flatMap(c => (c.bytes === undefined ? [] : [{ ...c, bytes: c.bytes, best: c === best }]));
  }

  /** The one with the most steps. It is complete: checkpoints get their names only when they are. */
  async latest(): Promise<string | undefined> {
    return (await listCheckpoints(this.dir)).at(-1)?.file;
  }

  /**
   * Saves a checkpoint, then removes what `keep` lets go.
   *
   * @returns whether it is the best one
   * @throws SaveError when it cannot be written; nothing was removed
   */
  async save(checkpoint: Checkpoint, keep: KeepPolicy, kind: CheckpointKind): Promise<{ file: string; best: boolean }> {
    const { epoch, step, loss } = checkpoint.meta;
    const file = join(this.dir, checkpointName(epoch, step));
    noteCheckpoint(file, await this.metric(), loss, kind);
    try {
      await saveCheckpoint(file, checkpoint);
    } catch (error) {
      throw error instanceof WriteError ? await this.saveFailure(error) : error;
    }
    return { file, best: (await this.tidy(keep, file)) === file };
  }

  /** Puts in order what a killed run may have left undone when it had saved its newest checkpoint, that of `step`. */
  async rewind(step: number, keep: KeepPolicy): Promise<void> {
    await rewindIndex(this.dir, step);
    await this.tidy(keep, await this.latest());
  }

  /** Names the best one in `best.json` and removes what `keep` lets go, but not `newest`. @returns the best one */
  private async tidy(keep: KeepPolicy, newest: string | undefined): Promise<string | undefined> {
    const checkpoints = await this.list();
    const best = checkpoints.find(c => c.best);
    if (best) await writeBest(this.dir, best, await this.metric());
    const kept = new Set([newest, best?.file].filter(file => file !== undefined));
    await removeFiles(expendable(checkpoints, keep, kept).map(c => c.file));
    return best?.file;
  }

  private async saveFailure(error: WriteError): Promise<SaveError> {
    const latest = await this.latest().catch(() => undefined);
    const next = latest ? `resume; the last good checkpoint is ${latest}` : 'start again; no checkpoint was saved yet';
    return new SaveError(`Cannot save ${error.file}: ${error.problem}; ${error.remedy} and ${next}.`);
  }
}
