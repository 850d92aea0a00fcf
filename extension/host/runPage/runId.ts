import { createHash } from 'node:crypto';
import type { RunId } from '../../protocol/runPage.js';
import type { Run } from '../runs/run.js';

/** How pages name a run. It tells nothing of the folder, and stays the same after a reload of the window. */
export function runId({ dir }: Pick<Run, 'dir'>): RunId {
  return createHash('sha256').update(dir).digest('hex').slice(0, 16);
}
