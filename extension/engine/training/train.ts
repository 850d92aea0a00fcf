import type { EndEvent, RunEvent } from '../../protocol/events.js';
import { refuse } from '../config/refusal.js';
import type { Config } from '../config/schema.js';
import { toYaml } from '../config/write.js';
import { messageOf, UserError } from '../errors.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import { writeReport } from '../report/report.js';
import { LostFolderError } from '../runs/heldFolder.js';
import { RunFolder } from '../runs/runFolder.js';
import { Recorder, type RunRecord } from './recorder.js';
import { rescue } from './rescue.js';
import { RunControl } from './runControl.js';
import { Session } from './session.js';
import { steps } from './steps.js';

export interface TrainOptions {
  config: Config;
  /** The run folder; created when missing. */
  output: string;
  /** Continue from the newest checkpoint of the run folder, if there is one. */
  resume: boolean;
  /** Stop and save after so many steps in all. */
  maxSteps?: number;
  /** Pauses, stops and saves while the run goes. */
  control?: RunControl;
  /** What `run.json` shall say of how the run was started and how it can be reached. */
  record?: RunRecord;
  /** Seconds of training without a checkpoint after which the first one is saved that SAVE_FREQ does not ask for. */
  interimSeconds?: number;
}

/**
 * Trains what a config describes and reports as it goes. Everything about the run is in its folder; a consumer that stops
 * listening early (`return()`) ends the run without saving.
 *
 * @throws UserError for anything that the user can put right; nothing is written before data and model stand
 */
export async function* train(options: TrainOptions): AsyncGenerator<RunEvent, void> {
  try {
    // What is refused is refused before anything is built or written.
    const from = await startingPoint(RunFolder.open(options.output), options);
    const session = await Session.open(options.config, from);
    try {
      const run = RunFolder.open(options.output, session.metrics);
      const release = await run.lock();
      try {
        yield* trainSession(session, run, options);
      } finally {
        await release();
      }
    } finally {
      await session.close();
    }
  } finally {
    options.control?.over();
  }
}

async function* trainSession(session: Session, run: RunFolder, options: TrainOptions): AsyncGenerator<RunEvent, void> {
  const { config } = session;
  const from = await startingPoint(run, options);
  const pretrained = await start(session, run, config, from);
  const keep = { last: config.KEEP_LAST, every: config.KEEP_EVERY };
  // Without a checkpoint of its own, the folder holds the curve of another attempt.
  const setAside = (await run.latest()) ? undefined : await run.setAside();
  await run.rewind(session.progress.step, session.progress.stepsPerEpoch, keep);
  await writeTextAtomically(run.configFile, toYaml(config));
  const created = (from && (await run.readState())?.created) || new Date().toISOString();
  const started = session.describe(run.dir, { resumedFrom: from, pretrained, setAside });
  const recorder = new Recorder(run, started, { created, command: [], ...options.record });
  const { objective, loader } = session;
  const samples = await objective.samples?.(run.samplesDir, (entry, reason) => loader.giveUp(entry, reason));
  try {
    // From the start event on, the program may be replaced on the disk: an update of the extension removes it.
    await session.loaded();
    await recorder.record(started);
    yield started;
    const { maxSteps, control = new RunControl(), interimSeconds } = options;
    const resumes = from !== undefined;
    for await (const event of steps({ session, run, samples, resumes, keep, maxSteps, control, interimSeconds })) {
      await recorder.record(event);
      if (event.type === 'end') yield* conclude(run, event);
      else yield event;
    }
  } catch (thrown) {
    const error = run.reasonOf(thrown);
    if (error instanceof LostFolderError) throw await rescue(session, error, keep);
    await recorder.fail(error).catch(() => {});
    throw error;
  } finally {
    recorder.close();
    samples?.dispose();
  }
}

/** What is left when the training is done. A disk that does not take it makes no failure of the run. */
async function* conclude(run: RunFolder, end: EndEvent): AsyncGenerator<RunEvent, void> {
  let report: string | undefined;
  try {
    await run.removeRepeated();
    report = await writeReport(run.dir);
  } catch (error) {
    if (error instanceof LostFolderError) throw error;
    yield { type: 'warning', step: end.step, message: `The run is complete without its report: ${messageOf(error)}` };
  }
  yield { ...end, report };
}

/** Puts the session where the run begins. @returns which encoder it starts or once started from, if any */
async function start(session: Session, run: RunFolder, { PRETRAINED: file }: Config, from: string | undefined) {
  if (from) {
    await session.restore(from);
    return (await run.readState())?.start?.pretrained;
  }
  const report = await session.begin(file);
  return report && { file, report };
}

/**
 * The checkpoint that a run in this folder starts from, if there is one.
 *
 * @throws UserError when the folder holds a run that is not to be resumed, and for what no run, or no new one, does
 */
export async function startingPoint(
  run: RunFolder,
  { config, resume }: Pick<TrainOptions, 'config' | 'resume'>,
): Promise<string | undefined> {
  refuse(config, 'EVAL_MODE', 'THROUGHPUT_MODE');
  const newest = await run.latest();
  if (newest && !resume) {
    throw new UserError(`${run.dir} already holds a run: resume it, or choose another output folder.`);
  }
  const from = newest ?? (config.MODEL.RESUME || undefined);
  if (!from) refuse(config, 'TRAIN.START_EPOCH');
  return from;
}
