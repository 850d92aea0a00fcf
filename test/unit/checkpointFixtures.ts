import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Checkpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** Nothing is pruned. */
export const keepAll = { last: 100, every: 0 };

export async function newRun(t: TestContext): Promise<RunFolder> {
  return RunFolder.open(join(await temporaryFolder(t), 'output', 'run'));
}

export async function epochsOf(run: RunFolder): Promise<number[]> {
  return (await run.checkpoints()).map(c => c.epoch);
}

/** A small checkpoint with one weight and its moments, `elements` long and filled with `step`. */
export function checkpointAt(epoch: number, step: number, loss: number, elements = 6): Checkpoint {
  const filled = () => float32Tensor([elements], new Float32Array(elements).fill(step));
  return {
    meta: {
      formatVersion: 1,
      mfmVersion: '0.1.0',
      config: 'DATA:\n  BATCH_SIZE: 2\n# "größe"\n',
      epoch,
      step,
      updates: step,
      schedule: { updates: step },
      random: { seed: 0, epoch, step },
      loss,
      bestLoss: loss,
      created: '2026-01-02T03:04:05.000Z',
    },
    tensors: new Map([
      ['encoder.norm.weight', filled()],
      ['optimizer.exp_avg.encoder.norm.weight', filled()],
      ['optimizer.exp_avg_sq.encoder.norm.weight', filled()],
    ]),
  };
}
