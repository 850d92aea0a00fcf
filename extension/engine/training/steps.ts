import type {
  CheckpointEvent,
  RunEvent,
  SampleEvent,
  StateEvent,
  StepEvent,
  UnusableEvent,
} from '../../protocol/events.js';
import type { Config } from '../config/schema.js';
import { type Batch, NoImagesLeft } from '../data/loader.js';
import { UserError } from '../errors.js';
import { type RunFolder, SaveError } from '../runs/runFolder.js';
import { Pace } from './pace.js';
import type { RunControl } from './runControl.js';
import type { SampleWriter } from './samples.js';
import { rateOfUpdate } from './schedule.js';
import type { Session } from './session.js';
import { isSound } from './state.js';
import { UnusableImages } from './unusableImages.js';

/** What the steps of a run need. */
export interface StepsOptions {
  session: Session;
  run: RunFolder;
  /** Nothing for a run without samples. */
  samples?: SampleWriter;
  config: Config;
  maxSteps?: number;
  control: RunControl;
}

/** Takes the steps that are left, with samples and checkpoints in between, and reports them. Ends with an 'end' event. */
export async function* steps(options: StepsOptions): AsyncGenerator<RunEvent, void> {
  const { session, run, samples, config, maxSteps = Infinity, control } = options;
  const { loader, schedule, progress } = session;
  const last = Math.min(schedule.total, maxSteps);
  const pace = new Pace(config.DATA.BATCH_SIZE);
  const unusable = new UnusableImages(session.folder, loader.failed);
  let saved = progress.step;
  let newest: CheckpointEvent | undefined;
  yield* unusableFound();
  if (progress.step === 0) yield* sample();

  while (progress.step < last && !control.isStopping) {
    const epoch = Math.floor(progress.step / loader.stepsPerEpoch);
    const first = progress.step % loader.stepsPerEpoch;
    if (first === 0) session.step.resetAccumulation();
    try {
      for await (const batch of loader.epoch(epoch, first)) {
        yield* unusableFound();
        yield* attend();
        if (control.isStopping) break;
        yield await oneStep(epoch, batch);
        if (progress.step >= last) break;
      }
    } catch (error) {
      if (error instanceof NoImagesLeft) yield* withoutImages();
      throw error;
    }
    if (progress.step < (epoch + 1) * loader.stepsPerEpoch) break;
    progress.lastLoss = progress.epochLoss / loader.stepsPerEpoch;
    progress.epochLoss = 0;
    const finished = epoch + 1;
    if (config.SAMPLES.FREQ > 0 && finished % config.SAMPLES.FREQ === 0) yield* sample();
    if (finished % config.SAVE_FREQ === 0 || progress.step === schedule.total) yield await save(true);
  }
  if (saved !== progress.step && !control.discards) yield await save(false);
  if (control.wantsSave) yield* saveAsAsked();
  const reason = progress.step >= schedule.total ? 'finished' : control.isStopping ? 'stopped' : 'max-steps';
  if (reason === 'finished' && (config.SAMPLES.FREQ === 0 || config.TRAIN.EPOCHS % config.SAMPLES.FREQ !== 0)) {
    yield* sample();
  }
  yield { type: 'end', reason, run: run.dir, step: progress.step, ...unusable.all };

  function* unusableFound(): Generator<UnusableEvent, void> {
    const event = unusable.found(progress.step);
    if (event) yield event;
  }

  /** Nobody shall lose steps because a disk of images has gone. */
  async function* withoutImages(): AsyncGenerator<RunEvent, void> {
    yield* unusableFound();
    if (saved !== progress.step) yield await save(false);
  }

  /** Does what was asked for between two steps; a held run stays in here. */
  async function* attend(): AsyncGenerator<StateEvent | CheckpointEvent, void> {
    let isPaused = false;
    while (control.wantsSave || control.isHeld) {
      if (control.wantsSave) {
        yield* saveAsAsked();
      } else if (isPaused) {
        await control.requested();
      } else {
        isPaused = true;
        yield { type: 'state', state: 'paused', step: progress.step };
      }
    }
    if (!isPaused) return;
    pace.pause();
    if (!control.isStopping) yield { type: 'state', state: 'running', step: progress.step };
  }

  async function oneStep(epoch: number, batch: Batch): Promise<StepEvent> {
    const { step } = progress;
    const updates = ((step % loader.stepsPerEpoch) + 1) % config.TRAIN.ACCUMULATION_STEPS === 0;
    const lr = rateOfUpdate(progress.lastUpdate, schedule);
    const output = await session.step.run({ ...batch, step, rate: lr, update: progress.updates + 1, updates });
    if (!Number.isFinite(output.loss) || !Number.isFinite(output.gradNorm)) {
      throw await diverged(Number.isFinite(output.loss) ? 'gradient' : `loss (${output.loss})`, step);
    }
    progress.step++;
    progress.epochLoss += output.loss;
    if (updates) {
      progress.updates++;
      progress.lastUpdate = step;
    }
    const total = schedule.total;
    return {
      type: 'step',
      epoch,
      step: progress.step,
      totalSteps: total,
      lr,
      ...output,
      ...pace.tick(last - progress.step),
    };
  }

  async function* sample(): AsyncGenerator<SampleEvent, void> {
    if (!samples) return;
    const epoch = Math.floor(progress.step / loader.stepsPerEpoch);
    const file = await samples.write(epoch, progress.step);
    pace.pause();
    yield { type: 'sample', epoch, step: progress.step, file };
  }

  /** Answers requests for a checkpoint. A disk that does not take it is no reason to lose what is in memory. */
  async function* saveAsAsked(): AsyncGenerator<CheckpointEvent, void> {
    try {
      if (newest?.step !== progress.step) yield await save(false);
      control.saved(newest!);
    } catch (error) {
      control.saved(error as Error);
      if (!(error instanceof SaveError)) throw error;
    }
  }

  async function save(endOfEpoch: boolean): Promise<CheckpointEvent> {
    const loss = progress.lastLoss;
    const best = endOfEpoch && loss !== null && (progress.bestLoss === null || loss < progress.bestLoss);
    if (best) progress.bestLoss = loss;
    const checkpoint = session.checkpoint();
    if (!isSound(checkpoint)) throw await diverged('update', progress.step - 1);
    const keep = { last: config.KEEP_LAST, every: config.KEEP_EVERY, best: endOfEpoch };
    const result = await run.save(checkpoint, keep);
    saved = progress.step;
    pace.pause();
    const { epoch, step } = checkpoint.meta;
    newest = { type: 'checkpoint', epoch, step, file: result.file, loss: checkpoint.meta.loss, best: result.best };
    return newest;
  }

  async function diverged(what: string, step: number): Promise<UserError> {
    const newest = await run.latest();
    const good = newest ? `the last good checkpoint is ${newest}` : 'no checkpoint was saved before';
    const epoch = Math.floor(step / loader.stepsPerEpoch);
    return new UserError(
      `The ${what} is not finite in step ${step + 1} (epoch ${epoch + 1}): the run stopped and ${good}; ` +
        'lower TRAIN.BASE_LR or TRAIN.CLIP_GRAD and run it again.',
    );
  }
}
