import { cpus } from 'node:os';
import type { StartEvent } from '../../protocol/events.js';
import type { LoadReport } from '../../protocol/loadReport.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { loadEncoder } from '../checkpoint/loadModelState.js';
import type { Progress } from '../checkpoint/progress.js';
import { openSavedRun } from '../checkpoint/savedRun.js';
import type { Config } from '../config/schema.js';
import { toYaml } from '../config/write.js';
import { type TrainingBands, trainingBands } from '../data/adaptiveRadii.js';
import type { ImageFolder } from '../data/folder.js';
import { Loader } from '../data/loader.js';
import { createModel, type PretrainModel } from '../models/model.js';
import { AdamW } from '../optimisation/adamw.js';
import { type ScheduleOptions, scheduleOf } from '../optimisation/schedule.js';
import { runtime } from '../runtime/runtime.js';
import { version } from '../version.js';
import { describeRun, openTrainingImages } from './description.js';
import { requireTrainingMemory } from './memoryLimit.js';
import { restoreState, takeCheckpoint } from './state.js';
import { TrainingStep } from './step.js';

/** Everything that a run holds in memory: data, model, optimiser, compiled step, and where it stands. */
export class Session {
  readonly schedule: ScheduleOptions;
  readonly step: TrainingStep;
  progress: Progress;
  private readonly optimiser: AdamW;

  private constructor(
    readonly config: Config,
    readonly model: PretrainModel,
    readonly folder: ImageFolder,
    readonly loader: Loader,
    /** Where the masks of the folder's images cut. */
    readonly masks: TrainingBands,
  ) {
    this.model.parameters.initialise(config.SEED);
    const t = config.TRAIN;
    this.optimiser = new AdamW(this.model.parameters, {
      betas: t.OPTIMIZER.BETAS,
      epsilon: t.OPTIMIZER.EPS,
      weightDecay: t.WEIGHT_DECAY,
    });
    this.step = new TrainingStep(this.model, this.optimiser, config, masks.bands);
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
   */
  static async open(config: Config): Promise<Session> {
    const model = createModel(config);
    requireTrainingMemory(config, model, runtime());
    const folder = await openTrainingImages(config);
    const masks = await trainingBands(config, folder);
    const loader = new Loader({
      folder,
      batchSize: config.DATA.BATCH_SIZE,
      imageSize: config.DATA.IMG_SIZE,
      minCropScale: config.DATA.MIN_CROP_SCALE,
      filter: config.DATA.INTERPOLATION,
      sampleRatio: config.DATA.SAMPLE_RATIO,
      tasks: config.DATA,
      bands: masks.ofEntry,
      seed: config.SEED,
      threads: Math.max(1, Math.min(config.DATA.NUM_WORKERS, cpus().length)),
    });
    try {
      return new Session(config, model, folder, loader, masks);
    } catch (error) {
      await loader.close();
      throw error;
    }
  }

  /** Continues from a checkpoint file. Throws UserError when it does not fit the config or the data. */
  async restore(file: string): Promise<void> {
    const { progress, tensors, sums } = await openSavedRun(file, this.model.parameters, {
      stepsPerEpoch: this.loader.stepsPerEpoch,
      accumulation: this.config.TRAIN.ACCUMULATION_STEPS,
    });
    const state = this.state();
    await restoreState(file, tensors, sums ? state : { ...state, sums: [] });
    this.progress = progress;
  }

  /** Starts with the encoder of a checkpoint file. Throws UserError when it has none, or one of another model. */
  async startFrom(file: string): Promise<LoadReport> {
    return loadEncoder(file, this.model.parameters);
  }

  checkpoint(): Checkpoint {
    const { step } = this.progress;
    return takeCheckpoint(this.state(), this.progress, {
      config: toYaml(this.config),
      mfmVersion: version(),
      random: { seed: this.config.SEED, epoch: Math.floor(step / this.loader.stepsPerEpoch), step },
    });
  }

  /** What will run, for people. */
  describe(run: string, start: Pick<StartEvent, 'resumedFrom' | 'pretrained' | 'setAside'>): StartEvent {
    const { config, folder, model } = this;
    return describeRun({ config, folder, model, run, step: this.progress.step, ...start });
  }

  async close(): Promise<void> {
    await this.loader.close();
    this.step.dispose();
    this.optimiser.dispose();
    this.model.parameters.dispose();
  }

  private state() {
    return { parameters: this.model.parameters, optimiser: this.optimiser, sums: this.step.accumulated() };
  }
}
