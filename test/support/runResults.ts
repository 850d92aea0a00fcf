import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { boardPoints } from './boardPoints.js';
import { loadCheckpoint } from './loadCheckpoint.js';

/** What must be the same in two run folders, however often one of the runs was killed: all but times and the index's history. */
export async function resultsOf(dir: string) {
  const run = RunFolder.open(dir);
  return {
    files: await filesIn(dir),
    metrics: (await run.readMetrics()).map(({ step, values: { loss, gradNorm, lr, sampleGain } }) => ({
      step,
      loss,
      gradNorm,
      lr,
      sampleGain,
    })),
    board: await Promise.all(['train_loss', 'grad_norm', 'lr', 'sampleGain'].map(tag => boardPoints(dir, tag))),
    best: await readFile(join(run.checkpointsDir, 'best.json'), 'utf8').catch(() => undefined),
    checkpoints: (await run.checkpoints()).map(({ file, ...rest }) => ({ ...rest, file: relative(dir, file) })),
    tensors: (await loadCheckpoint((await run.latest())!)).tensors,
  };
}

/** Names of all files; each session has event files of its own, which count as one. */
async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => !entry.isDirectory()).map(e => join(relative(dir, e.parentPath), e.name));
  return [...new Set(files.map(name => name.replace(/tfevents\..*/, 'tfevents')))].sort();
}
