import { RunFolder } from '../../engine/runs/runFolder.js';

/**
 * What a folder holds of an earlier run: nothing that could be lost, a curve of which no checkpoint was saved, or
 * checkpoints to go on from.
 */
export type HeldRun = 'nothing' | 'curve' | 'checkpoints';

export async function heldRun(dir: string): Promise<HeldRun> {
  const folder = RunFolder.open(dir);
  if (await folder.latest()) return 'checkpoints';
  return (await folder.readMetrics()).length > 0 ? 'curve' : 'nothing';
}
