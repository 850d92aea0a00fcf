import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { float32Tensor, int64Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { createModel } from '../../extension/engine/models/model.js';
import type { CallContext } from '../../extension/protocol/rpc.js';
import type { Progress } from '../../extension/protocol/workerApi.js';
import { root } from './root.js';

// Methods choose their backend by it, at their first computation.
process.env['MFM_BACKEND'] = 'wasm';

/** The folder of example photographs. */
export const photos = `${root}examples/photos/`;

/** A call that nobody cancels; `reported`: its progress. */
export function callContext(): CallContext<Progress> & { reported: Progress[] } {
  const reported: Progress[] = [];
  return { signal: new AbortController().signal, progress: value => void reported.push(value), reported };
}

/** Writes a checkpoint of a freshly initialised model, and resolves when it is there. */
export async function writeCheckpoint(file: string, config: Config): Promise<void> {
  const { parameters } = createModel(config);
  parameters.initialise(3);
  const tensors = new Map(
    parameters.stored.map(({ name, shape, buffer }) => {
      const values = (parameters.get(name).dataSync() as Float32Array).slice();
      return [name, buffer?.dtype === 'I64' ? int64Tensor(shape, values) : float32Tensor(shape, values)] as const;
    }),
  );
  parameters.dispose();
  await saveCheckpoint(file, {
    meta: {
      formatVersion: 1,
      mfmVersion: '0.1.0',
      config: toYaml(config),
      epoch: 2,
      step: 6,
      updates: 6,
      schedule: {},
      random: {},
      loss: 0.25,
      bestLoss: 0.2,
      created: '2026-03-01T09:04:12.000Z',
    },
    tensors: new Map(tensors),
  });
}
