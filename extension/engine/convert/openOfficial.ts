import { stat } from 'node:fs/promises';
import type { OfficialFile } from '../checkpoint/open.js';
import { afterEpochs } from '../checkpoint/progress.js';
import { officialEpoch, officialModel } from '../checkpoint/pytorch/official/officialModel.js';
import { readOptimiserState } from '../checkpoint/pytorch/official/optimiserState.js';
import { entryOf, type PickleValue } from '../checkpoint/pytorch/pickleValue.js';
import type { Config } from '../config/schema.js';
import { toYaml } from '../config/write.js';
import type { Parameters } from '../models/parameters.js';
import { version } from '../version.js';
import type { Input } from './openInput.js';

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

/** What timm's cosine scheduler in an official checkpoint says of the training. */
interface SavedSchedule {
  stepsPerEpoch: number;
  /** Rates after scaling with the batch of all GPUs. */
  base: number;
  warmupStart: number;
  minimum: number;
}

/** Reads it from `lr_scheduler` (fact sheet 1.15); nothing for another kind of scheduler, or none. */
function savedSchedule(value: PickleValue | undefined, epochs: number): SavedSchedule | undefined {
  if (!(value instanceof Map)) return undefined;
  const rates = value.get('base_values');
  const [total, warmupStart, minimum] = ['t_initial', 'warmup_lr_init', 'lr_min'].map(key => value.get(key));
  const base = Array.isArray(rates) ? rates[0] : undefined;
  if (![total, base, warmupStart, minimum].every(x => typeof x === 'number' && Number.isFinite(x))) return undefined;
  const stepsPerEpoch = (total as number) / epochs;
  if (!Number.isSafeInteger(stepsPerEpoch) || stepsPerEpoch < 1) return undefined;
  return {
    stepsPerEpoch,
    base: base as number,
    warmupStart: warmupStart as number,
    minimum: minimum as number,
  };
}

/**
 * The config with rates that give this schedule. The official code saves its config with rates that are scaled by the
 * batch already, of all GPUs together, whose number it does not save; here they are scaled when they are used.
 */
function applySchedule(config: Config, { base, warmupStart, minimum }: SavedSchedule): Config {
  const scale = (config.DATA.BATCH_SIZE / 512) * config.TRAIN.ACCUMULATION_STEPS;
  const rates = { BASE_LR: base / scale, WARMUP_LR: warmupStart / scale, MIN_LR: minimum / scale };
  return { ...config, TRAIN: { ...config.TRAIN, ...rates } };
}
