import { stat } from 'node:fs/promises';
import type { OfficialFile } from '../checkpoint/open.js';
import { afterEpochs } from '../checkpoint/progress.js';
import { officialEpoch, officialModel } from '../checkpoint/pytorch/official/officialModel.js';
import { readOptimiserState } from '../checkpoint/pytorch/official/optimiserState.js';
import { entryOf } from '../checkpoint/pytorch/pickleValue.js';
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
  opened: OfficialFile,
  config: Config,
  { specs, stored }: Pick<Parameters, 'specs' | 'stored'>,
): Promise<Input> {
  const epoch = officialEpoch(opened) ?? 0;
  const all = officialModel(opened);
  const model = stored.map(({ name }) => [name, all.get(name)!] as const);
  const schedule = savedSchedule(entryOf(opened.values, 'lr_scheduler'), config.TRAIN.EPOCHS);
  const optimiser =
    schedule && entryOf(opened.values, 'optimizer') !== undefined ? await readOptimiserState(opened, specs) : undefined;
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
      created: (await stat(opened.file)).mtime.toISOString(),
    },
    notes: optimiser
      ? []
      : ['It holds no optimiser and schedule: the model is there, but training cannot go on from it.'],
  };
}
