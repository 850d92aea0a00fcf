import type {
  CheckpointEvent,
  MetricsEvent,
  RunEvent,
  SampleEvent,
  StateEvent,
  StepEvent,
  UnusableEvent,
  WarningEvent,
} from '../../protocol/events.js';
import { type MetricValues, primaryOf } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import type { Batch } from '../data/batch.js';
import { NoImagesLeft } from '../data/loader.js';
import { DivergedError, UserError } from '../errors.js';
import { WriteError } from '../files/fileProblem.js';
import type { SampleWriter } from '../methods/method.js';
import { rateOfUpdate } from '../optimisation/schedule.js';
import type { CheckpointKind, KeepPolicy } from '../runs/checkpointFiles.js';
import { SaveError } from '../runs/checkpoints.js';
import type { RunFolder } from '../runs/runFolder.js';
import { InterimSaves } from './interim.js';
import { Pace } from './pace.js';
import { follow, takeBest } from './primaryMetric.js';
import type { RunControl } from './runControl.js';
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
  keep: KeepPolicy;
  maxSteps?: number;
  control: RunControl;
  interimSeconds?: number;
}

/** Takes the steps that are left, with samples and checkpoints in between, and reports them. Ends with an 'end' event. */
export async function* steps(options: StepsOptions): AsyncGenerator<RunEvent, void> {
  const { session, run, samples, config, keep, maxSteps = Infinity, control } = options;
  const { loader, schedule, progress } = session;
  const { metrics } = session;
  const primary = primaryOf(metrics)!;
  const last = Math.min(schedule.total, maxSteps);
  const pace = new Pace(config.DATA.BATCH_SIZE);
  const unusable = new UnusableImages(session.folder, loader.failed);
  let saved = progress.step;
  let newest: CheckpointEvent | undefined;
  const interim = new InterimSaves(options.interimSeconds);
  const warned = new Set<string>();
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
        if (saved !== progress.step && interim.isDue(pace.trained)) yield* saveInterim();
        yield await oneStep(epoch, batch);
        if (progress.step >= last) break;
      }
    } catch (error) {
      if (error instanceof NoImagesLeft) yield* saveWhatIsThere();
      throw error;
    }
    if (progress.step < (epoch + 1) * loader.stepsPerEpoch) break;
    const finished = epoch + 1;
    if (config.SAMPLES.FREQ > 0 && finished % config.SAMPLES.FREQ === 0) yield* sample();
    try {
      yield* evaluate(epoch);
    } catch (error) {
      if (error instanceof UserError) yield* saveWhatIsThere();
      throw error;
    }
    if (finished % config.SAVE_FREQ === 0 || progress.step === schedule.total) yield await save('epoch');
  }
  if (saved !== progress.step && !control.discards) yield await save('step');
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
  async function* saveWhatIsThere(): AsyncGenerator<RunEvent, void> {
    yield* unusableFound();
    if (saved !== progress.step) yield await save('step');
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
    const output = await session.step.run(batch, { step, rate: lr, update: progress.updates + 1, updates });
    const values: MetricValues = { lr, ...output };
    const broken = metrics.find(({ id }) => id in values && !Number.isFinite(values[id]));
    if (broken) throw await diverged(`${broken.label.toLowerCase()} (${values[broken.id]})`, step);
    progress.step++;
    if (updates) {
      progress.updates++;
      progress.lastUpdate = step;
    }
    const event: StepEvent = {
      type: 'step',
      epoch,
      step: progress.step,
      totalSteps: schedule.total,
      values,
      ...pace.tick(last - progress.step),
    };
    follow(progress, primary, event);
    return event;
  }

  async function* sample(): AsyncGenerator<SampleEvent | WarningEvent, void> {
    if (!samples) return;
    const epoch = Math.floor(progress.step / loader.stepsPerEpoch);
    run.checkHeld();
    try {
      const file = await samples.write(epoch, progress.step);
      yield { type: 'sample', epoch, step: progress.step, file };
    } catch (error) {
      yield* warn('Samples are missing', error);
    }
    pace.pause();
  }

  /** What the model is worth after an epoch. A run that is asked to stop ends after it. */
  async function* evaluate(epoch: number): AsyncGenerator<MetricsEvent | WarningEvent, void> {
    for (const evaluator of session.evaluators) {
      if ((epoch + 1) % evaluator.every !== 0 && progress.step < schedule.total) continue;
      const { values, warning } = await evaluator.run();
      if (warning) yield* warnOnce(warning);
      const event: MetricsEvent = { type: 'metrics', epoch, step: progress.step, values };
      follow(progress, primary, event);
      yield event;
    }
    if (session.evaluators.length > 0) pace.pause();
  }

  /** Answers requests for a checkpoint. A disk that does not take it is no reason to lose what is in memory. */
  async function* saveAsAsked(): AsyncGenerator<CheckpointEvent, void> {
    try {
      if (newest?.step !== progress.step) yield await save('step');
      control.saved(newest!);
    } catch (error) {
      control.saved(error as Error);
      if (!(error instanceof SaveError)) throw error;
    }
  }

  async function* saveInterim(): AsyncGenerator<CheckpointEvent | WarningEvent, void> {
    interim.tried(pace.trained);
    try {
      yield await save('interim');
    } catch (error) {
      yield* warn('A checkpoint between those of the config is missing', error);
    }
  }

  /** Says once what a disk does not take that the run can do without. Throws any other error. */
  async function* warn(what: string, error: unknown): AsyncGenerator<WarningEvent, void> {
    if (!(error instanceof WriteError || error instanceof SaveError)) throw error;
    yield* warnOnce(`${what}: ${error.message}`, what);
  }

  function* warnOnce(message: string, what = message): Generator<WarningEvent, void> {
    if (!warned.has(what)) yield { type: 'warning', step: progress.step, message };
    warned.add(what);
  }

  async function save(kind: CheckpointKind): Promise<CheckpointEvent> {
    if (kind === 'epoch') takeBest(progress, primary);
    const checkpoint = session.checkpoint();
    if (!isSound(checkpoint)) throw await diverged('update', progress.step - 1);
    const result = await run.save(checkpoint, keep, kind);
    interim.onSaved(pace.trained);
    pace.pause();
    const { epoch, step } = checkpoint.meta;
    const event: CheckpointEvent = {
      type: 'checkpoint',
      epoch,
      step,
      file: result.file,
      values: { [primary.id]: checkpoint.meta.loss },
      best: result.best,
    };
    // At the step of an interim one another may be saved, which stays.
    if (kind !== 'interim') {
      saved = progress.step;
      newest = event;
    }
    return event;
  }

  async function diverged(what: string, step: number): Promise<DivergedError> {
    const newest = await run.latest();
    const good = newest ? `the last good checkpoint is ${newest}` : 'no checkpoint was saved before';
    const epoch = Math.floor(step / loader.stepsPerEpoch);
    return new DivergedError(
      `The ${what} is not finite in step ${step + 1} (epoch ${epoch + 1}): the run stopped and ${good}; ` +
        'lower TRAIN.BASE_LR or TRAIN.CLIP_GRAD and run it again.',
    );
  }
}
