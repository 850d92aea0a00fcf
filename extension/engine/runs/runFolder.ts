import { join, resolve } from 'node:path';
import { type MetricSpec, paceMetrics, primaryOf } from '../../protocol/metrics.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { removeLeftovers, writeTextAtomically } from '../files/atomicFile.js';
import { WriteError } from '../files/fileProblem.js';
import { metricsOf, usualMetrics } from '../metrics/recorded.js';
import type { CheckpointKind, KeepPolicy } from './checkpointFiles.js';
import { Checkpoints, type RunCheckpoint, SaveError } from './checkpoints.js';
import { rewindEvaluation } from './evaluationFile.js';
import { boardTags, rewindEvents } from './eventFiles.js';
import { lockFolder, removeDeadClaims } from './folderLock.js';
import { HeldFolder } from './heldFolder.js';
import { MetricsLog } from './metricsLog.js';
import type { MetricsRecord } from './metricsRecord.js';
import { thisProcess } from './processIdentity.js';
import type { RunState } from './runState.js';
import { readRunState } from './runState.js';
import { removeRepeated, setAside } from './unsavedCurve.js';

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
  /** What the newest evaluation found beside its values, where one finds more. */
  readonly evaluationFile: string;
  private readonly metrics: MetricsLog;
  private readonly saved: Checkpoints;
  /** Set while this process holds the lock. */
  private held: HeldFolder | undefined;

  private constructor(
    readonly dir: string,
    private readonly given: readonly MetricSpec[] | undefined,
  ) {
    this.configFile = join(dir, 'config.yaml');
    this.stateFile = join(dir, 'run.json');
    this.metricsFile = join(dir, 'metrics.jsonl');
    this.checkpointsDir = join(dir, 'checkpoints');
    this.samplesDir = join(dir, 'samples');
    this.reportFile = join(dir, 'report.html');
    this.evaluationFile = join(dir, 'evaluation.json');
    this.metrics = new MetricsLog(this.metricsFile);
    this.saved = new Checkpoints(this.checkpointsDir, async () => primaryOf(await this.measured()) ?? usualMetrics[0]!);
  }

  /**
   * The run in `dir`, which need not exist yet.
   *
   * @param metrics what it will measure; otherwise its `run.json` says what it does
   */
  static open(dir: string, metrics?: readonly MetricSpec[]): RunFolder {
    return new RunFolder(resolve(dir), metrics);
  }

  /** What the run measures. */
  async measured(): Promise<readonly MetricSpec[]> {
    return this.given ?? metricsOf((await this.readState())?.start);
  }

  /**
   * Claims the folder for this process and clears what a killed one left half-written. Resolves to the release. From here
   * on, whatever writes a part of the run first looks whether the folder is still this process's own.
   *
   * @throws UserError when another living process uses the folder, or it cannot be written
   */
  async lock(): Promise<() => Promise<void>> {
    const file = join(this.dir, 'run.lock');
    const release = await lockFolder(this.dir, file);
    this.held = new HeldFolder(this.dir, file);
    await removeDeadClaims(file);
    for (const folder of [this.dir, this.checkpointsDir, this.samplesDir]) await removeLeftovers(folder);
    return async () => {
      this.held = undefined;
      await release();
    };
  }

  /** @throws LostFolderError when the folder was locked and is not this process's own any more */
  checkHeld(): void {
    this.held?.check();
  }

  /** Why something could not be written here: `error`, or that the folder was lost just then. */
  reasonOf(error: unknown): unknown {
    if (!(error instanceof WriteError || error instanceof SaveError)) return error;
    try {
      this.checkHeld();
      return error;
    } catch (lost) {
      return lost;
    }
  }

  /** All complete checkpoints, oldest first. */
  async checkpoints(): Promise<RunCheckpoint[]> {
    return this.saved.list();
  }

  /** The checkpoint with the most steps. */
  async latest(): Promise<string | undefined> {
    return this.saved.latest();
  }

  /**
   * Saves a checkpoint, then removes what `keep` lets go. The best one always stays.
   *
   * @returns whether it is the best one: its value is the best, and that of its own epoch
   * @throws SaveError when it cannot be written; nothing was removed. LostFolderError
   */
  async save(checkpoint: Checkpoint, keep: KeepPolicy, kind: CheckpointKind): Promise<{ file: string; best: boolean }> {
    this.checkHeld();
    return this.saved.save(checkpoint, keep, kind);
  }

  /**
   * Makes the folder that of a run that stands after `step` steps: what a killed run wrote of later ones goes, for they are done again,
   * and what it left undone is done.
   */
  async rewind(step: number, stepsPerEpoch: number, keep: KeepPolicy): Promise<void> {
    await this.truncateMetrics(step);
    await rewindEvents(this.dir, step, stepsPerEpoch, boardTags(await this.everMeasured()));
    await rewindEvaluation(this.evaluationFile, step);
    await this.saved.rewind(step, keep);
  }

  /** Drops the metrics of steps beyond `step`, which a resumed run does again. */
  async truncateMetrics(step: number): Promise<void> {
    await this.metrics.truncate(step);
  }

  /** Puts the curve of a run that saved no checkpoint out of the way of one that begins anew. @returns where it is now */
  async setAside(): Promise<string | undefined> {
    return (await this.readMetrics()).length > 0 ? setAside(this.dir, await this.everMeasured()) : undefined;
  }

  /** Removes what was set aside and has been done again since, with the same results. */
  async removeRepeated(): Promise<void> {
    this.checkHeld();
    await removeRepeated(this.dir, () => this.readMetrics(), await this.measured());
  }

  /** Replaces `run.json`. @throws LostFolderError */
  async writeState(state: RunState): Promise<void> {
    this.checkHeld();
    const owner = state.pid === process.pid ? thisProcess() : state.owner;
    await writeTextAtomically(this.stateFile, `${JSON.stringify({ ...state, owner }, undefined, 2)}\n`);
  }

  /** What `run.json` says; `undefined` when there is none or it cannot be read. */
  async readState(): Promise<RunState | undefined> {
    return readRunState(this.stateFile).catch(() => undefined);
  }

  /** Adds a line to `metrics.jsonl`, with the time unless the record has one. @throws LostFolderError */
  appendMetrics(record: object): void {
    this.checkHeld();
    this.metrics.append(record);
  }

  /** All lines of `metrics.jsonl` but a last one that was cut short; as `MetricsLog.read`. */
  async readMetrics(onDamaged?: (lines: number) => void): Promise<MetricsRecord[]> {
    const ids = [...(await this.measured()), ...paceMetrics].map(({ id }) => id);
    return this.metrics.read(ids, onDamaged);
  }

  /** What it measures, and what it did before it was resumed. */
  private async everMeasured(): Promise<readonly MetricSpec[]> {
    return [...(await this.measured()), ...metricsOf((await this.readState())?.start)];
  }
}
