import { messageOf } from '../errors.js';
import { channelsOf, familyOf } from './encoders/registry.js';
import { maskRules } from './maskRules.js';
import { isFineTuning, isPreTraining, isSegmenting } from './purpose.js';
import { parsePolicy } from './randAugmentPolicy.js';
import type { Config } from './schema.js';
import { segmentationRules } from './segmentationRules.js';
import { maskedImages, tasksOf } from './tasks.js';

/** Keys that do not go together. The first key is the one to blame; the others are those it is measured against. */
export interface Violation {
  keys: string[];
  message: string;
}

/** Everything in a configuration that is wrong between keys; each key by itself is fine. */
export function* violations(config: Config): Generator<Violation> {
  if (isFineTuning(config)) yield* augmentationRules(config);
  if (isPreTraining(config)) {
    yield* maskRules(config);
    yield* taskRules(config);
    yield* corruptionRules(config);
    yield* targetRules(config);
  }
  if (isSegmenting(config)) yield* segmentationRules(config);
  yield* precisionRules(config);
  yield* statisticsRules(config);
  yield* familyOf(config).rules(config);
  yield* scheduleRules(config);
}

function* augmentationRules({ AUG }: Config): Generator<Violation> {
  try {
    parsePolicy(AUG.AUTO_AUGMENT);
  } catch (error) {
    yield { keys: ['AUG.AUTO_AUGMENT'], message: messageOf(error) };
  }
}

function* corruptionRules({ DATA: data }: Config): Generator<Violation> {
  const tasks = tasksOf(data);
  if (tasks.includes('sr') && data.SR_FACTOR > data.IMG_SIZE) {
    yield {
      keys: ['DATA.SR_FACTOR', 'DATA.IMG_SIZE'],
      message: `DATA.SR_FACTOR (${data.SR_FACTOR}) must be at most DATA.IMG_SIZE (${data.IMG_SIZE}).`,
    };
  }
  if (data.BLUR.KERNEL_SIZE.length === 0) {
    yield { keys: ['DATA.BLUR.KERNEL_SIZE'], message: 'DATA.BLUR.KERNEL_SIZE must name at least one size.' };
  }
  yield* probabilityRules(
    'DATA.BLUR.KERNEL_PROB',
    data.BLUR.KERNEL_PROB,
    'DATA.BLUR.KERNEL_LIST',
    data.BLUR.KERNEL_LIST,
  );
  yield* probabilityRules('DATA.NOISE.PROB', data.NOISE.PROB, 'DATA.NOISE.TYPE', data.NOISE.TYPE);
}

function* precisionRules({ AMP_OPT_LEVEL: level }: Config): Generator<Violation> {
  if (level !== 'O2') return;
  const message = 'AMP_OPT_LEVEL O2 keeps the weights in half precision, too, which is not done here; set it to O1.';
  yield { keys: ['AMP_OPT_LEVEL'], message };
}

function* statisticsRules(config: Config): Generator<Violation> {
  const channels = channelsOf(config);
  for (const name of ['MEAN', 'STD'] as const) {
    const { length } = config.DATA[name];
    if (length === channels) continue;
    yield {
      keys: [`DATA.${name}`],
      message: `DATA.${name} has ${length} values for the ${channels} channels of the images; give each channel one.`,
    };
  }
}

function* taskRules({ DATA: data }: Config): Generator<Violation> {
  const twice = data.TASKS.find((task, i) => data.TASKS.indexOf(task) < i);
  if (twice !== undefined) {
    yield { keys: ['DATA.TASKS'], message: `DATA.TASKS names ${twice} twice; name each task once.` };
  }
  if (data.TASKS_PROB.length > 0) {
    yield* probabilityRules('DATA.TASKS_PROB', data.TASKS_PROB, 'DATA.TASKS', data.TASKS);
  }
}

function* probabilityRules(key: string, values: number[], listKey: string, list: string[]): Generator<Violation> {
  if (values.length !== list.length) {
    yield {
      keys: [key, listKey],
      message: `${key} has ${values.length} values for the ${list.length} of ${listKey}; give each its probability.`,
    };
  } else if (values.every(value => value === 0)) {
    yield { keys: [key], message: `${key} must have a value above 0.` };
  }
}

function* targetRules({ DATA: data, MODEL: model }: Config): Generator<Violation> {
  const factor = model.FREQ_LOSS.PATCH_FACTOR;
  if (model.RECOVER_TARGET_TYPE === 'masked' && maskedImages(data) === 'none') {
    const key = data.TASKS.length > 0 ? 'DATA.TASKS' : 'DATA.FILTER_TYPE';
    const [set, have] =
      data.TASKS.length > 0 ? [`[${data.TASKS.join(', ')}]`, 'have'] : [`'${data.FILTER_TYPE}'`, 'has'];
    yield {
      keys: ['MODEL.RECOVER_TARGET_TYPE', key],
      message: `MODEL.RECOVER_TARGET_TYPE must be 'normal' with ${key} ${set}, which ${have} no mask.`,
    };
  }
  if (model.RECOVER_TARGET_TYPE === 'masked' && factor !== 1) {
    yield {
      keys: ['MODEL.FREQ_LOSS.PATCH_FACTOR', 'MODEL.RECOVER_TARGET_TYPE'],
      message: `MODEL.FREQ_LOSS.PATCH_FACTOR (${factor}) must be 1 with MODEL.RECOVER_TARGET_TYPE 'masked': the mask is of the whole image.`,
    };
  }
  if (data.IMG_SIZE % factor) {
    yield {
      keys: ['MODEL.FREQ_LOSS.PATCH_FACTOR', 'DATA.IMG_SIZE'],
      message: `MODEL.FREQ_LOSS.PATCH_FACTOR (${factor}) must divide DATA.IMG_SIZE (${data.IMG_SIZE}).`,
    };
  }
}

function* scheduleRules({ TRAIN: train }: Config): Generator<Violation> {
  if (train.WARMUP_EPOCHS > train.EPOCHS) {
    yield {
      keys: ['TRAIN.WARMUP_EPOCHS', 'TRAIN.EPOCHS'],
      message: `TRAIN.WARMUP_EPOCHS (${train.WARMUP_EPOCHS}) must be at most TRAIN.EPOCHS (${train.EPOCHS}).`,
    };
  }
  if (train.START_EPOCH >= train.EPOCHS) {
    yield {
      keys: ['TRAIN.START_EPOCH', 'TRAIN.EPOCHS'],
      message: `TRAIN.START_EPOCH (${train.START_EPOCH}) must be less than TRAIN.EPOCHS (${train.EPOCHS}).`,
    };
  }
  if (train.LR_SCHEDULER.NAME === 'multistep' && train.LR_SCHEDULER.MULTISTEPS.length === 0) {
    yield {
      keys: ['TRAIN.LR_SCHEDULER.MULTISTEPS', 'TRAIN.LR_SCHEDULER.NAME'],
      message: "TRAIN.LR_SCHEDULER.MULTISTEPS must name the epochs of the drops for the schedule 'multistep'.",
    };
  }
}
