import { basename, join, resolve } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { saveCheckpoint } from '../checkpoint/checkpoint.js';
import { UserError } from '../errors.js';
import { removeLeftovers, writeTextAtomically } from '../files/atomicFile.js';
import { WriteError } from '../files/fileProblem.js';
import type { KeepPolicy } from './checkpointFiles.js';
import {
  checkpointName,
  expendable,
  listCheckpoints,
  readBest,
  removeFiles,
  sizeOf,
  writeBest,
} from './checkpointFiles.js';

import { noteLoss, readLosses } from './checkpointLosses.js';
import { lockFolder } from './folderLock.js';
import { MetricsLog } from './metricsLog.js';
import type { MetricsRecord } from './metricsRecord.js';
import { thisProcess } from './processIdentity.js';
import type { RunState } from './runState.js';
import { readRunState } from './runState.js';

/** A checkpoint could not be written; the message names the last good one. */
export class SaveError extends UserError {}

/** A checkpoint of a run. */
export interface RunCheckpoint {
  file: string;
  /** Finished epochs. */
  epoch: number;
  /** Finished steps. */
  step: number;
  bytes: number;
  /** Mean loss of the last finished epoch, where there is one and it is known. */
  loss?: number;
  /** The one with the lowest loss. */
  best: boolean;
}

/**
 * The folder of one training run, which is the whole truth about it: config, state, metrics, checkpoints, samples and
 * report. Nothing is created before something is written.
 */
export class RunFolder {
  readonly configFile: string;
  readonly stateFile: string;
  readonly metricsFile: string;
  readonly checkpointsDir: string;
  readonly samplesDir: string;
  readonly reportFile: string;
  private readonly metrics: MetricsLog;

  private constructor(readonly dir: string) {
    this.configFile = join(dir, 'config.yaml');
    this.stateFile = join(dir, 'run.json');
    this.metricsFile = join(dir, 'metrics.jsonl');
    this.checkpointsDir = join(dir, 'checkpoints');
    this.samplesDir = join(dir, 'samples');
    this.reportFile = join(dir, 'report.html');
    this.metrics = new MetricsLog(this.metricsFile);
  }

  /** The run in `dir`, which need not exist yet. */
  static open(dir: string): RunFolder {
    return new RunFolder(resolve(dir));
  }

  /**
   * Claims the folder for this process and clears what a killed one left half-written. Resolves to the release.
   *
   * @throws UserError when another living process uses the folder, or it cannot be written
   */
  async lock(): Promise<() => Promise<void>> {
    const release = await lockFolder(this.dir, join(this.dir, 'run.lock'));
    for (const folder of [this.dir, this.checkpointsDir, this.samplesDir]) await removeLeftovers(folder);
    return release;
  }

  /** All complete checkpoints, oldest first. */
  async checkpoints(): Promise<RunCheckpoint[]> {
    const names = await listCheckpoints(this.checkpointsDir);
    const files = names.map(checkpoint => checkpoint.file);
    const [best, losses, sizes] = await Promise.all([
      readBest(this.checkpointsDir),
      readLosses(this.checkpointsDir, files),
      Promise.all(files.map(sizeOf)),
    ]);
    return names.flatMap((checkpoint, i) => {
      const [name, bytes] = [basename(checkpoint.file), sizes[i]];
      return bytes === undefined ? [] : [{ ...checkpoint, bytes, loss: losses.get(name), best: name === best?.file }];
    });
  }

  /** The checkpoint with the most steps. It is complete: checkpoints get their names only when they are. */
  async latest(): Promise<string | undefined> {
    return (await listCheckpoints(this.checkpointsDir)).at(-1)?.file;
  }

  /**
   * Saves a checkpoint, marks it as best when it may be and its loss is the lowest so far, then removes what `keep`
   * lets go. The best one always stays.
   *
   * @throws SaveError when it cannot be written; nothing was removed
   */
  async save(checkpoint: Checkpoint, keep: KeepPolicy): Promise<{ file: string; best: boolean }> {
    const { epoch, step, loss } = checkpoint.meta;
    const name = checkpointName(epoch, step);
    const file = join(this.checkpointsDir, name);
    let best = await readBest(this.checkpointsDir);
    try {
      await saveCheckpoint(file, checkpoint);
      noteLoss(file, loss);
      if (keep.best && Number.isFinite(loss) && loss < (best?.loss ?? Infinity)) {
        best = { file: name, loss };
        await writeBest(this.checkpointsDir, best);
      }
    } catch (error) {
      throw error instanceof WriteError ? await this.saveFailure(error) : error;
    }
    const kept = new Set([file, ...(best ? [join(this.checkpointsDir, best.file)] : [])]);
    const gone = expendable(await listCheckpoints(this.checkpointsDir), keep, kept);
    await removeFiles(gone.map(c => c.file));
    return { file, best: best?.file === name };
  }

  /** Replaces `run.json`. */
  async writeState(state: RunState): Promise<void> {
    const owner = state.pid === process.pid ? thisProcess() : state.owner;
    await writeTextAtomically(this.stateFile, `${JSON.stringify({ ...state, owner }, undefined, 2)}\n`);
  }

  /** What `run.json` says; `undefined` when there is none or it cannot be read. */
  async readState(): Promise<RunState | undefined> {
    return readRunState(this.stateFile).catch(() => undefined);
  }

  /** Adds a line to `metrics.jsonl`, with the time unless the record has one. */
  appendMetrics(record: object): void {
    this.metrics.append(record);
  }

  /** All lines of `metrics.jsonl` but a last one that was cut short; as `MetricsLog.read`. */
  async readMetrics(onDamaged?: (lines: number) => void): Promise<MetricsRecord[]> {
    return this.metrics.read(onDamaged);
  }

  /** Drops the metrics of steps beyond `step`, which a resumed run does again. */
  async truncateMetrics(step: number): Promise<void> {
    await this.metrics.truncate(step);
  }

  private async saveFailure(error: WriteError): Promise<SaveError> {
    const latest = await this.latest().catch(() => undefined);
    const next = latest ? `resume; the last good checkpoint is ${latest}` : 'start again; no checkpoint was saved yet';
    return new SaveError(`Cannot save ${error.file}: ${error.problem}; ${error.remedy} and ${next}.`);
  }
}
