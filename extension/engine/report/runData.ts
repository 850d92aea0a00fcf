import { basename } from 'node:path';
import type { Measurement } from '../../protocol/measurement.js';
import type { MetricSpec } from '../../protocol/metrics.js';
import { openFile, ownCheckpoint } from '../checkpoint/open.js';
import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { messageOf, UserError } from '../errors.js';
import { codeOf, readFailure } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import { readMeasurement } from '../measurements/measurementFile.js';
import { listMeasurements } from '../measurements/place.js';
import { metricsOf } from '../metrics/recorded.js';
import type { RunCheckpoint } from '../runs/checkpoints.js';
import { type RunSummary, runIn } from '../runs/listRuns.js';
import type { MetricsRecord } from '../runs/metricsRecord.js';
import { RunFolder } from '../runs/runFolder.js';
import { readSampleSteps, type SampleSteps } from '../runs/sampleFiles.js';
import { counted } from '../text/format.js';

/** A checkpoint with what its header says, or why it cannot be read. */
export interface CheckpointRow extends RunCheckpoint {
  problem?: string;
}

/** Everything that the report shows. Parts that a run does not have yet, or that are damaged, are missing or empty. */
export interface RunData {
  dir: string;
  name: string;
  /** `run.json`, as a list of runs has it. */
  state?: RunSummary;
  /** What it measures, and the values. */
  measured: readonly MetricSpec[];
  metrics: MetricsRecord[];
  configText: string;
  /** The config, unless its text is missing or from another version. */
  config?: Config;
  /** The newest ones and the best, and how many there are. */
  checkpoints: CheckpointRow[];
  checkpointCount: number;
  /** Of its checkpoints, oldest first. */
  measurements: Measurement[];
  samples: SampleSteps;
  /** What cannot be read of the folder and is left out, in sentences. */
  problems: string[];
}

/** Of the text of a config. */
const MOST_BYTES = 2 ** 20;
/** Checkpoints that are listed: each is opened. */
const MOST_CHECKPOINTS = 200;
/** Measurements that are listed: each is read. */
const MOST_MEASUREMENTS = 100;

/**
 * Reads a run folder without changing anything.
 *
 * @throws UserError when the folder holds no run
 */
export async function readRun(dir: string): Promise<RunData> {
  const folder = RunFolder.open(dir);
  const problems: string[] = [];
  const state = await runIn(folder.dir);
  const configText = await orElse(readConfig(folder.configFile), '', problems);
  if (!state && configText === '' && problems.length === 0) {
    throw new UserError(
      `${folder.dir} is not a run folder: it has neither run.json nor config.yaml; name the folder of a run.`,
    );
  }
  const noteDamage = (lines: number) =>
    problems.push(
      `${folder.metricsFile} has ${counted(lines, 'line')} that cannot be read; the curves go without them.`,
    );
  const all = await orElse(folder.checkpoints(), [], problems);
  return {
    dir: folder.dir,
    name: basename(folder.dir),
    state,
    measured: metricsOf(state?.start),
    metrics: await orElse(folder.readMetrics(noteDamage), [], problems),
    configText,
    config: parsed(configText, folder.configFile, problems),
    checkpoints: await described(all.filter(({ best }, i) => best || i >= all.length - MOST_CHECKPOINTS)),
    checkpointCount: all.length,
    measurements: await readMeasurements(folder.dir, problems),
    samples: await readSampleSteps(folder.samplesDir),
    problems,
  };
}

/** What was read, or `none` and the reason among the problems. */
async function orElse<T>(reading: Promise<T>, none: T, problems: string[]): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(error.message);
    return none;
  }
}

/** '' where there is none. */
async function readConfig(file: string): Promise<string> {
  return readText(file, MOST_BYTES).catch(error => {
    if (codeOf(error) === 'ENOENT') return '';
    throw readFailure(file, error);
  });
}

function parsed(text: string, file: string, problems: string[]): Config | undefined {
  try {
    return text === '' ? undefined : parseConfig(text, file);
  } catch (error) {
    problems.push(messageOf(error));
    return undefined;
  }
}

/** The newest ones; what cannot be read is a problem. */
async function readMeasurements(run: string, problems: string[]): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const file of (await listMeasurements(run)).slice(-MOST_MEASUREMENTS)) {
    const read = await orElse<Measurement | undefined>(readMeasurement(file), undefined, problems);
    if (read) found.push(read);
  }
  return found;
}

async function described(checkpoints: readonly RunCheckpoint[]): Promise<CheckpointRow[]> {
  const rows: CheckpointRow[] = [];
  for (const checkpoint of checkpoints) rows.push(await describe(checkpoint));
  return rows;
}

async function describe(checkpoint: RunCheckpoint): Promise<CheckpointRow> {
  try {
    return { ...checkpoint, value: ownCheckpoint(await openFile(checkpoint.file)).meta.loss };
  } catch (error) {
    return { ...checkpoint, problem: messageOf(error) };
  }
}
