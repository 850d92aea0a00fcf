import { cpus } from 'node:os';
import type { StartEvent } from '../../protocol/events.js';
import type { LoadReport } from '../../protocol/loadReport.js';
import { type MetricSpec, primaryOf } from '../../protocol/metrics.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { loadEncoder } from '../checkpoint/loadModelState.js';
import type { Progress, StepCounts } from '../checkpoint/progress.js';
import { openSavedRun, type SavedRun } from '../checkpoint/savedRun.js';
import type { Config } from '../config/schema.js';
import { toYaml } from '../config/write.js';
import type { ImageFolder } from '../data/folder.js';
import { Loader } from '../data/loader.js';
import type { Evaluation, Evaluator } from '../evaluation/evaluator.js';
import { evaluatorsOf } from '../evaluation/registry.js';
import type { Method, Objective } from '../methods/method.js';
import { createMethod, settled } from '../methods/registry.js';
import { Averaged } from '../optimisation/averaged.js';
import type { Optimiser } from '../optimisation/optimiser.js';
import { averageDecay, createOptimiser } from '../optimisation/registry.js';
import { type ScheduleOptions, scheduleOf } from '../optimisation/schedule.js';
import { precisionFor } from '../runtime/precision.js';
import { runtime } from '../runtime/runtime.js';
import { version } from '../version.js';
import { describeRun } from './description.js';
import { openTrainingImages } from './images.js';
import { LossScale } from './lossScale.js';
import { requireTrainingMemory } from './memoryLimit.js';
import { DataParallel } from './parallel/dataParallel.js';
import { trainingThreads } from './parallel/threads.js';
import { runMetrics } from './runMetrics.js';
import { restoreState, takeCheckpoint } from './state.js';
import { TrainingStep } from './step.js';

/** Everything that a run holds in memory: data, model, optimiser, compiled step, and where it stands. */
export class Session {
  readonly schedule: ScheduleOptions;
  readonly step: TrainingStep;
  /** Where gradients are in float16. */
  readonly lossScale: LossScale | undefined;
  /** What the run measures. */
  readonly metrics: readonly MetricSpec[];
  progress: Progress;
  /** What is known already of the checkpoint that will be restored. */
  private opened: { file: string; saved: SavedRun } | undefined;
  /** Where several threads compute the gradient. */
  private readonly parallel: DataParallel | undefined;
  private readonly optimiser: Optimiser;
  /** The optimiser, where the config wants averages of the weights. */
  private readonly averaged: Averaged | undefined;

  private constructor(
    readonly config: Config,
    readonly method: Method,
    readonly folder: ImageFolder,
    readonly objective: Objective,
    readonly loader: Loader,
    readonly evaluators: readonly Evaluator[],
    private readonly threads: number,
  ) {
    this.metrics = runMetrics(method, evaluators);
    const { parameters, groups } = method;
    // Their values come with `begin` or `restore`.
    parameters.allocate();
    const optimiser = createOptimiser(parameters, groups, config);
    const decay = averageDecay(config);
    this.averaged = decay > 0 ? new Averaged(optimiser, parameters, groups, decay) : undefined;
    this.optimiser = this.averaged ?? optimiser;
    const { precision } = precisionFor(method.encoder);
    this.lossScale = precision === 'float16' ? new LossScale() : undefined;
    this.parallel = threads > 1 ? new DataParallel({ config, source: folder, method, objective }, threads) : undefined;
    this.step = new TrainingStep(method, objective, this.optimiser, {
      accumulation: config.TRAIN.ACCUMULATION_STEPS,
      clip: config.TRAIN.CLIP_GRAD,
      seed: config.SEED,
      precision,
      lossScale: this.lossScale,
      reducer: this.parallel,
    });
    this.schedule = scheduleOf(config, loader.stepsPerEpoch);
    this.progress = {
      step: 0,
      updates: 0,
      stepsPerEpoch: loader.stepsPerEpoch,
      epochLoss: 0,
      lastLoss: null,
      bestLoss: null,
    };
  }

  /**
   * Opens the data and builds the model; nothing is written. Throws UserError for what the config gets wrong, and for what the
   * machine's memory cannot hold, before anything is built.
   *
   * @param from the checkpoint that will be restored, if any
   */
  static async open(given: Config, from?: string): Promise<Session> {
    requireTrainingMemory(given, createMethod(given), runtime());
    if (given.DETERMINISTIC) runtime().requireDeterminism();
    const folder = await openTrainingImages(given);
    const config = settled(given, folder);
    const method = createMethod(config);
    const evaluators = evaluatorsOf(config, method, folder);
    for (const evaluator of evaluators) await evaluator.prepare(folder);
    const objective = await method.objective(folder);
    const loader = new Loader({
      source: folder,
      view: objective.view,
      ofEntry: objective.ofEntry,
      repeats: objective.repeats,
      batchSize: config.DATA.BATCH_SIZE,
      seed: config.SEED,
      threads: Math.max(1, Math.min(config.DATA.NUM_WORKERS, cpus().length)),
    });
    try {
      const saved = from ? await openSavedRun(from, method.parameters, countsOf(config, loader)) : undefined;
      const threads = trainingThreads(config, saved?.progress);
      const session = new Session(config, method, folder, objective, loader, evaluators, threads);
      if (from && saved) session.opened = { file: from, saved };
      return session;
    } catch (error) {
      await loader.close();
      objective.dispose();
      throw error;
    }
  }

  /** Continues from a checkpoint file. Throws UserError when it does not fit the config or the data. */
  async restore(file: string): Promise<void> {
    const saved = this.opened?.file === file ? this.opened.saved : undefined;
    const { progress, tensors, sums } =
      saved ?? (await openSavedRun(file, this.method.parameters, countsOf(this.config, this.loader)));
    this.opened = undefined;
    const state = this.state();
    await restoreState(file, tensors, sums ? state : { ...state, sums: () => undefined });
    this.progress = progress;
    if (this.lossScale && progress.lossScale) this.lossScale.state = progress.lossScale;
  }

  /**
   * Begins anew, with the encoder of a checkpoint file if one is named. Throws UserError when it has none, or one of another model.
   */
  async begin(file = ''): Promise<LoadReport | undefined> {
    this.method.parameters.initialise(this.config.SEED);
    const report = file === '' ? undefined : await loadEncoder(file, this.method.encoderParameters);
    this.averaged?.start();
    return report;
  }

  /** Measures the model as it is, or with the averages of its weights, where there are any. Throws as the evaluator. */
  async measure(evaluator: Evaluator): Promise<Evaluation> {
    this.averaged?.swap();
    try {
      return await evaluator.run();
    } finally {
      this.averaged?.swap();
    }
  }

  checkpoint(): Checkpoint {
    const { step } = this.progress;
    const metric = primaryOf(this.metrics);
    return takeCheckpoint(
      this.state(),
      { ...this.progress, threads: this.parallel?.shard.of, lossScale: this.lossScale?.state },
      {
        config: toYaml(this.config),
        mfmVersion: version(),
        ...(metric?.id !== 'loss' && { metric }),
        ...(this.method.classify && { classes: this.folder.classes }),
        random: { seed: this.config.SEED, epoch: Math.floor(step / this.loader.stepsPerEpoch), step },
      },
    );
  }

  /** What will run, for people. */
  describe(run: string, start: Pick<StartEvent, 'resumedFrom' | 'pretrained' | 'setAside'>): StartEvent {
    const { config, folder, method, metrics, threads } = this;
    return describeRun({ config, folder, method, metrics, run, threads, step: this.progress.step, ...start });
  }

  /** Resolves when all threads have loaded their code, which may then go from the disk. */
  async loaded(): Promise<void> {
    await Promise.all([this.loader.loaded(), this.parallel?.loaded()]);
  }

  async close(): Promise<void> {
    await this.loader.close();
    await this.parallel?.close();
    this.step.dispose();
    for (const evaluator of this.evaluators) evaluator.dispose();
    this.optimiser.dispose();
    this.objective.dispose();
    this.method.parameters.dispose();
  }

  private state() {
    const { step, optimiser } = this;
    return { parameters: this.method.parameters, optimiser, sums: (name: string) => step.accumulated(name) };
  }
}

function countsOf({ TRAIN }: Config, { stepsPerEpoch }: Loader): StepCounts {
  return { stepsPerEpoch, accumulation: TRAIN.ACCUMULATION_STEPS };
}
