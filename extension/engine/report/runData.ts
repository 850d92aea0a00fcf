import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readCheckpointMeta } from '../checkpoint/checkpoint.js';
import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { messageOf, UserError } from '../errors.js';
import type { RunCheckpoint } from '../runs/checkpoints.js';
import { listRuns, type RunSummary } from '../runs/listRuns.js';
import type { MetricsRecord } from '../runs/metricsLog.js';
import { RunFolder } from '../runs/runFolder.js';
import { readSampleSteps, type SampleSteps } from './sampleFiles.js';

/** A checkpoint with what its header says, or why it cannot be read. */
export interface CheckpointRow extends RunCheckpoint {
  loss?: number;
  problem?: string;
}

/** Everything that the report shows. Parts that a run does not have yet, or that are damaged, are missing or empty. */
export interface RunData {
  dir: string;
  name: string;
  /** `run.json`, with 'interrupted' for a run whose process is gone. */
  state?: RunSummary;
  metrics: MetricsRecord[];
  configText: string;
  /** The config, unless its text is missing or from another version. */
  config?: Config;
  checkpoints: CheckpointRow[];
  samples: SampleSteps;
}

/**
 * Reads a run folder without changing anything.
 *
 * @throws UserError when the folder holds no run
 */
export async function readRun(dir: string): Promise<RunData> {
  const folder = RunFolder.open(dir);
  const configText = await readFile(folder.configFile, 'utf8').catch(() => '');
  const hasState = (await folder.readState()) !== undefined;
  if (!hasState && configText === '') {
    throw new UserError(
      `${folder.dir} is not a run folder: it has neither run.json nor config.yaml; name the folder of a run.`,
    );
  }
  return {
    dir: folder.dir,
    name: basename(folder.dir),
    state: hasState ? (await listRuns(folder.dir))[0] : undefined,
    metrics: await folder.readMetrics(),
    configText,
    config: tryParse(configText, folder.configFile),
    checkpoints: await Promise.all((await folder.checkpoints()).map(describe)),
    samples: await readSampleSteps(join(folder.dir, 'samples')),
  };
}

function tryParse(text: string, file: string): Config | undefined {
  try {
    return text === '' ? undefined : parseConfig(text, file);
  } catch {
    return undefined;
  }
}

async function describe(checkpoint: RunCheckpoint): Promise<CheckpointRow> {
  try {
    return { ...checkpoint, loss: (await readCheckpointMeta(checkpoint.file)).meta.loss };
  } catch (error) {
    return { ...checkpoint, problem: messageOf(error) };
  }
}
