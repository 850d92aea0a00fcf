import type {
  MetricsEvent,
  RunEvent,
  SampleEvent,
  StepEvent,
  UnusableEvent,
  WarningEvent,
} from '../../protocol/events.js';
import { type MetricValues, primaryOf } from '../../protocol/metrics.js';
import type { Batch } from '../data/batch.js';
import { NoImagesLeft } from '../data/loader.js';
import { UserError } from '../errors.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import type { SampleWriter } from '../methods/method.js';
import { rateOfUpdate } from '../optimisation/schedule.js';
import type { KeepPolicy } from '../runs/checkpointFiles.js';
import type { RunFolder } from '../runs/runFolder.js';
import { Pace } from './pace.js';
import { follow } from './primaryMetric.js';
import type { RunControl } from './runControl.js';
import { Saves } from './saves.js';
import type { Session } from './session.js';
import { UnusableImages } from './unusableImages.js';
import { Warnings } from './warnings.js';

/** What the steps of a run need. */
export interface StepsOptions {
  session: Session;
  run: RunFolder;
  /** Nothing for a run without samples. */
  samples?: SampleWriter;
  /** Whether it goes on from a checkpoint, and has its first samples. */
  resumes: boolean;
  keep: KeepPolicy;
  maxSteps?: number;
  control: RunControl;
  interimSeconds?: number;
}

/** Takes the steps that are left, with samples and checkpoints in between, and reports them. Ends with an 'end' event. */
export async function* steps(options: StepsOptions): AsyncGenerator<RunEvent, void> {
  const { session, run, samples, maxSteps = Infinity, control } = options;
  const { config, loader, schedule, progress, metrics, lossScale } = session;
  const primary = primaryOf(metrics)!;
  const last = Math.min(schedule.total, maxSteps);
  const pace = new Pace(config.DATA.BATCH_SIZE);
  const unusable = new UnusableImages(session.folder, loader.failed);
  const warnings = new Warnings(session);
  const saves = new Saves({ ...options, pace, warnings });
  let newestSample: SampleEvent | undefined;
  yield* unusableFound();
  if (progress.step === 0 && !options.resumes) yield* sample();

  while (progress.step < last && !control.isStopping) {
    const epoch = Math.floor(progress.step / loader.stepsPerEpoch);
    const first = progress.step % loader.stepsPerEpoch;
    if (first === 0) session.step.resetAccumulation();
    try {
      for await (const batch of loader.epoch(epoch, first)) {
        yield* unusableFound();
        yield* attend();
        if (control.isStopping) break;
        yield* saves.inBetween();
        yield await oneStep(epoch, batch);
        if (progress.step >= last) break;
      }
    } catch (error) {
      if (error instanceof NoImagesLeft) yield* saveWhatIsThere();
      throw error;
    }
    if (progress.step < (epoch + 1) * loader.stepsPerEpoch) break;
    const finished = epoch + 1;
    const isLast = progress.step === schedule.total;
    if (isLast || isSampled(finished, config.SAMPLES.FREQ)) yield* sample();
    yield* evaluate(epoch);
    if (isLast || finished % config.SAVE_FREQ === 0) yield await saves.save('epoch');
  }
  if (!control.discards) yield* saves.rest();
  if (control.checkpoints.areWaiting) yield* saves.asAsked();
  const reason = progress.step >= schedule.total ? 'finished' : control.isStopping ? 'stopped' : 'max-steps';
  yield { type: 'end', reason, run: run.dir, step: progress.step, ...unusable.all };

  function* unusableFound(): Generator<UnusableEvent, void> {
    const event = unusable.found(progress.step);
    if (event) yield event;
  }

  /** Nobody shall lose steps because a disk of images has gone. */
  async function* saveWhatIsThere(): AsyncGenerator<RunEvent, void> {
    yield* unusableFound();
    yield* saves.rest();
  }

  /** Does what was asked for between two steps; a held run stays in here. */
  async function* attend(): AsyncGenerator<RunEvent, void> {
    let isPaused = false;
    while (control.isAsked || control.isHeld) {
      if (control.checkpoints.areWaiting) {
        yield* saves.asAsked();
      } else if (control.samples.areWaiting) {
        yield* sampleAsAsked();
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
    const rates = (scale: number) => rateOfUpdate(progress.lastUpdate, schedule, scale);
    const output = await session.step.run(batch, { step, rates, update: progress.updates + 1, updates });
    const values: MetricValues = { lr: rates(1), ...output, ...lossScale?.values };
    const broken = metrics.find(({ id }) => id in values && !Number.isFinite(values[id]));
    if (broken) throw await saves.diverged(`${broken.label.toLowerCase()} (${values[broken.id]})`, step);
    if (lossScale?.isExhausted) throw await saves.diverged('gradient, at whatever scale of the loss,', step);
    progress.step++;
    if (updates) {
      // One that was skipped counts for the schedule alone, as with PyTorch's GradScaler.
      if (output.gradNorm !== undefined) progress.updates++;
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

  async function* sample(): AsyncGenerator<SampleEvent | MetricsEvent | WarningEvent, void> {
    if (!samples) return;
    const epoch = Math.floor(progress.step / loader.stepsPerEpoch);
    run.checkHeld();
    try {
      const { file, values } = await samples.write(epoch, progress.step);
      newestSample = { type: 'sample', epoch, step: progress.step, file };
      yield newestSample;
      if (Object.keys(values).length > 0)
        yield { type: 'metrics', epoch: Math.max(0, epoch - 1), step: progress.step, values };
    } catch (error) {
      yield* warnings.failed('Samples are missing', error);
    }
    pace.pause();
  }

  /** Answers requests for samples; there may be some of this step already. */
  async function* sampleAsAsked(): AsyncGenerator<RunEvent, void> {
    if (newestSample?.step !== progress.step) yield* sample();
    const why = samples ? 'The samples could not be written; the log says why.' : 'This run writes no samples.';
    control.samples.answer(newestSample?.step === progress.step ? newestSample : new UserError(why));
  }

  /** What the model is worth after an epoch. A run that is asked to stop ends after it. */
  async function* evaluate(epoch: number): AsyncGenerator<RunEvent, void> {
    for (const evaluator of session.evaluators) {
      if ((epoch + 1) % evaluator.every !== 0 && progress.step < schedule.total) continue;
      try {
        const { values, details, warning } = await session.measure(evaluator);
        if (warning) yield* warnings.once(warning);
        if (details) yield* writeDetails({ epoch, step: progress.step, ...values, ...details });
        const event: MetricsEvent = { type: 'metrics', epoch, step: progress.step, values };
        follow(progress, primary, event);
        yield event;
      } catch (error) {
        if (error instanceof UserError) yield* saveWhatIsThere();
        throw error;
      }
    }
    if (session.evaluators.length > 0) pace.pause();
  }

  async function* writeDetails(found: Readonly<Record<string, unknown>>): AsyncGenerator<WarningEvent, void> {
    run.checkHeld();
    try {
      await writeTextAtomically(run.evaluationFile, `${JSON.stringify(found)}\n`);
    } catch (error) {
      yield* warnings.failed('The details of an evaluation are missing', error);
    }
  }
}

/**
 * Whether samples are written after so many epochs: every so many, and before the first of those after 1, 2, 4, 8 ..., while most
 * changes.
 */
function isSampled(finished: number, every: number): boolean {
  if (every === 0) return false;
  return finished % every === 0 || (finished < every && Number.isInteger(Math.log2(finished)));
}
