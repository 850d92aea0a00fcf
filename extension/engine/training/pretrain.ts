import type { CheckpointEvent, RunEvent, SampleEvent, StepEvent } from '../../protocol/events.js';
import { writeTextAtomically } from '../checkpoint/atomicFile.js';
import type { Config } from '../config/schema.js';
import { toYaml } from '../config/write.js';
import type { Batch } from '../data/loader.js';
import { messageOf, UserError } from '../errors.js';
import { writeReport } from '../report/report.js';
import { RunFolder } from '../runs/runFolder.js';
import { Pace } from './pace.js';
import { Recorder } from './recorder.js';
import { chooseSamples, SampleWriter } from './samples.js';
import { rateOfUpdate } from './schedule.js';
import { Session } from './session.js';
import { isSound } from './state.js';

export interface PretrainOptions {
  config: Config;
  /** The run folder; created when missing. */
  output: string;
  /** Continue from the newest checkpoint of the run folder, if there is one. */
  resume: boolean;
  /** Stop and save after so many steps in all. */
  maxSteps?: number;
  /** Aborting finishes the step, saves, and ends the run. */
  signal?: AbortSignal;
  /** Recorded in `run.json`. */
  command?: string[];
}

/**
 * Pre-trains by a config and reports as it goes. Everything about the run is in its folder; a consumer that stops
 * listening early (`return()`) ends the run without saving.
 *
 * @throws UserError for anything that the user can put right; nothing is written before data and model stand
 */
export async function* pretrain(options: PretrainOptions): AsyncGenerator<RunEvent, void> {
  const session = await Session.open(options.config);
  try {
    const run = RunFolder.open(options.output);
    const release = await run.lock();
    try {
      yield* train(session, run, options);
    } finally {
      await release();
    }
  } finally {
    await session.close();
  }
}

async function* train(session: Session, run: RunFolder, options: PretrainOptions): AsyncGenerator<RunEvent, void> {
  const { config } = options;
  const newest = await run.latest();
  if (newest && !options.resume) {
    throw new UserError(`${run.dir} already holds a run; resume it, or name another folder with --output.`);
  }
  const from = newest ?? (config.MODEL.RESUME || undefined);
  if (from) await session.restore(from);
  await run.truncateMetrics(session.progress.step);
  await writeTextAtomically(run.configFile, toYaml(config));
  const created = (from && (await run.readState())?.created) || new Date().toISOString();
  const start = session.describe(run.dir, from);
  const recorder = new Recorder(run, start, options.command ?? [], created);
  const chosen = await chooseSamples(session.folder, config);
  const samples = chosen.paths.length > 0 ? new SampleWriter(session.model, config, chosen, run.samplesDir) : undefined;
  try {
    yield await recorded(start);
    for await (const event of steps(session, run, samples, options)) yield await recorded(event);
    await writeReport(run.dir);
  } catch (error) {
    await recorder.fail(messageOf(error)).catch(() => {});
    throw error;
  } finally {
    recorder.close();
    samples?.dispose();
  }

  async function recorded(event: RunEvent): Promise<RunEvent> {
    await recorder.record(event);
    return event;
  }
}

async function* steps(
  session: Session,
  run: RunFolder,
  samples: SampleWriter | undefined,
  { config, maxSteps = Infinity, signal }: PretrainOptions,
): AsyncGenerator<RunEvent, void> {
  const { loader, schedule, progress } = session;
  const last = Math.min(schedule.total, maxSteps);
  const pace = new Pace(config.DATA.BATCH_SIZE);
  let saved = progress.step;
  if (progress.step === 0) yield* sample();

  while (progress.step < last && !signal?.aborted) {
    const epoch = Math.floor(progress.step / loader.stepsPerEpoch);
    const first = progress.step % loader.stepsPerEpoch;
    if (first === 0) session.step.resetAccumulation();
    for await (const batch of loader.epoch(epoch, first)) {
      yield await oneStep(epoch, batch);
      if (progress.step >= last || signal?.aborted) break;
    }
    if (progress.step % loader.stepsPerEpoch !== 0) break;
    progress.lastLoss = progress.epochLoss / loader.stepsPerEpoch;
    progress.epochLoss = 0;
    const finished = epoch + 1;
    if (config.SAMPLES.FREQ > 0 && finished % config.SAMPLES.FREQ === 0) yield* sample();
    if (finished % config.SAVE_FREQ === 0 || progress.step === schedule.total) yield await save(true);
  }
  if (saved !== progress.step) yield await save(false);
  const reason = progress.step >= schedule.total ? 'finished' : signal?.aborted ? 'stopped' : 'max-steps';
  if (reason === 'finished' && (config.SAMPLES.FREQ === 0 || config.TRAIN.EPOCHS % config.SAMPLES.FREQ !== 0)) {
    yield* sample();
  }
  yield { type: 'end', reason, run: run.dir, step: progress.step, skipped: loader.skipped };

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
    return { type: 'checkpoint', epoch, step, file: result.file, loss: checkpoint.meta.loss, best: result.best };
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
