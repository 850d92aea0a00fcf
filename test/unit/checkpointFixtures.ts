import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Checkpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { UserError } from '../../extension/engine/errors.js';

/** A folder of its own for a test, gone afterwards. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
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

/** For `assert.rejects`: a message to the user, one sentence, that matches. */
export function userError(pattern: RegExp): (error: unknown) => boolean {
  return error => {
    if (!(error instanceof UserError)) throw error;
    if (!pattern.test(error.message) || !/^[^\n]+\.$/.test(error.message)) {
      throw new Error(`"${error.message}" does not match ${pattern}`);
    }
    return true;
  };
}
