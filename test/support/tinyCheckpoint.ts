import type { Checkpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import type { Progress } from '../../extension/engine/checkpoint/progress.js';
import { float32Tensor, int64Tensor, type TensorData } from '../../extension/engine/checkpoint/tensorData.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { lcg } from './lcg.js';

/**
 * A checkpoint of the model that a config describes, with values that mean nothing and are the same every time: after 2
 * of the epochs of 5 steps, and the third step of the next. With `sums`, as in the middle of an accumulation; without
 * `moments`, the model alone.
 */
export function tinyCheckpoint(config: Config, { sums = false, moments = true } = {}): Checkpoint {
  const { parameters } = createMethod(config);
  const tensors = new Map<string, TensorData>();
  let seed = 1;
  const values = (shape: readonly number[]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    return float32Tensor(
      shape,
      lcg(count, seed++).map(u => u - 0.5),
    );
  };
  for (const { name, shape, buffer } of parameters.stored) {
    tensors.set(name, buffer?.dtype === 'I64' ? int64Tensor(shape, [12]) : values(shape));
  }
  for (const { name, shape } of moments ? parameters.specs : []) {
    tensors.set(`optimizer.exp_avg.${name}`, values(shape));
    tensors.set(`optimizer.exp_avg_sq.${name}`, float32Tensor(shape, lcg(tensors.get(name)!.data.length / 4, seed++)));
    if (sums) tensors.set(`optimizer.grad_sum.${name}`, values(shape));
  }
  const progress: Progress = {
    step: 13,
    updates: 13,
    lastUpdate: 12,
    stepsPerEpoch: 5,
    epochLoss: 0.1 + 0.2,
    lastLoss: 1 / 3,
    bestLoss: 1 / 3,
  };
  return {
    tensors,
    meta: {
      formatVersion: 1,
      mfmVersion: '0.1.0',
      config: toYaml(config),
      epoch: 2,
      step: 13,
      updates: 13,
      schedule: moments ? progress : null,
      random: { seed: 0, epoch: 2, step: 13 },
      loss: 1 / 3,
      bestLoss: Number.NaN,
      created: '2026-01-02T03:04:05.000Z',
    },
  };
}
