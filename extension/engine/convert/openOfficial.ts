import { stat } from 'node:fs/promises';
import { afterEpochs } from '../checkpoint/progress.js';
import { officialModel } from '../checkpoint/pytorch/official/officialModel.js';
import { readOptimiserState } from '../checkpoint/pytorch/official/optimiserState.js';
import type { TensorFile } from '../checkpoint/tensorFile.js';
import type { Config } from '../config/schema.js';
import { toYaml } from '../config/write.js';
import type { Parameters } from '../models/parameters.js';
import { version } from '../version.js';
import type { Input } from './openInput.js';
import { applySchedule, savedSchedule } from './savedSchedule.js';

/**
 * An official checkpoint of a whole pre-trained model as one of ours. With optimiser and scheduler in it, training can go
 * on from the result; without, it is the model alone.
 *
 * @param layout the tensors of the config's model, which the file has (see `isOfficialModel`)
 * @throws UserError when its optimiser is another model's
 */
export async function openOfficial(
  file: string,
  opened: TensorFile,
  config: Config,
  { specs, stored }: Pick<Parameters, 'specs' | 'stored'>,
): Promise<Input> {
  const values = opened.values instanceof Map ? opened.values : new Map();
  const saved: unknown = values.get('epoch');
  const epoch = typeof saved === 'number' && Number.isSafeInteger(saved) && saved >= 0 ? saved + 1 : 0;
  const all = officialModel(opened);
  const model = stored.map(({ name }) => [name, all.get(name)!] as const);
  const schedule = savedSchedule(values.get('lr_scheduler') ?? null, config.TRAIN.EPOCHS);
  const optimiser = schedule && values.has('optimizer') ? await readOptimiserState(file, opened, specs) : undefined;
  const step = schedule ? epoch * schedule.stepsPerEpoch : 0;
  const updates = optimiser?.updates ?? 0;
  const progress =
    schedule &&
    optimiser &&
    afterEpochs(epoch, updates, {
      stepsPerEpoch: schedule.stepsPerEpoch,
      accumulation: config.TRAIN.ACCUMULATION_STEPS,
    });
  const rated = schedule ? applySchedule(config, schedule) : config;
  return {
    tensors: new Map([...model, ...(optimiser?.moments ?? [])]),
    meta: {
      formatVersion: 1,
      mfmVersion: version(),
      config: toYaml(rated),
      epoch,
      step,
      updates,
      schedule: progress ?? null,
      random: { seed: config.SEED, epoch, step },
      loss: Number.NaN,
      bestLoss: Number.NaN,
      created: (await stat(file)).mtime.toISOString(),
    },
    notes: optimiser
      ? []
      : ['It holds no optimiser and schedule: the model is there, but training cannot go on from it.'],
  };
}
