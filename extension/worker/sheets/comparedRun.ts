import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseConfig } from '../../engine/config/parse.js';
import type { Config } from '../../engine/config/schema.js';
import { UserError } from '../../engine/errors.js';
import { readBest } from '../../engine/runs/checkpointFiles.js';
import { listRuns, type RunSummary } from '../../engine/runs/listRuns.js';
import type { MetricsRecord } from '../../engine/runs/metricsLog.js';
import { RunFolder } from '../../engine/runs/runFolder.js';

/** What is compared of a run. */
export interface ComparedRun {
  dir: string;
  name: string;
  state: RunSummary;
  metrics: MetricsRecord[];
  /** Undefined when it is missing or of another version. */
  config?: Config;
  /** Lowest mean loss of an epoch that has a checkpoint. */
  bestLoss?: number;
}

/** Reads a run folder. @throws UserError when it holds no run */
export async function readComparedRun(dir: string): Promise<ComparedRun> {
  const folder = RunFolder.open(dir);
  const state = (await listRuns(folder.dir)).find(run => run.dir === folder.dir);
  if (!state) throw new UserError(`${dir} is not a run folder: it has no run.json; choose the folder of a run.`);
  const text = await readFile(folder.configFile, 'utf8').catch(() => '');
  return {
    dir: folder.dir,
    name: basename(folder.dir),
    state,
    metrics: await folder.readMetrics(),
    config: tryParse(text, folder.configFile),
    bestLoss: (await readBest(join(folder.dir, 'checkpoints')))?.loss,
  };
}

function tryParse(text: string, file: string): Config | undefined {
  try {
    return text === '' ? undefined : parseConfig(text, file);
  } catch {
    return undefined;
  }
}
