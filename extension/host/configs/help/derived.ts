import type { Diagnostic } from '../../../engine/config/check.js';
import { sectionKey } from '../../../engine/config/encoders/registry.js';
import { maskBand } from '../../../engine/config/maskBand.js';
import type { Config } from '../../../engine/config/schema.js';
import { maskedImages } from '../../../engine/config/tasks.js';
import { fullBatches } from '../../../engine/data/sampler.js';
import { keptCoefficients } from '../../../engine/frequency/keptCoefficients.js';
import { scheduleOf } from '../../../engine/optimisation/schedule.js';

/** What a setting amounts to together with others. */
export type Derived =
  /** The learning rate after scaling with the batch. */
  | { kind: 'rate'; rate: number; factor: number }
  /** Coefficients that the low-pass mask keeps, of all. */
  | { kind: 'kept'; kept: number; of: number }
  /** Images behind one update of the weights. */
  | { kind: 'batch'; images: number }
  /** Patches of an image. */
  | { kind: 'tokens'; tokens: number; side: number }
  /** Steps of the whole run. */
  | { kind: 'steps'; steps: number; images: number };

const batchKeys = ['DATA.BATCH_SIZE', 'TRAIN.ACCUMULATION_STEPS'];
const maskKeys = [
  ...[
    'DATA.FILTER_TYPE',
    'DATA.TASKS',
    'DATA.IMG_SIZE',
    'DATA.MASK_SHAPE',
    'DATA.MASK_AREA_MATCHED',
    'DATA.MASK_RADII',
  ],
  ...['DATA.MASK_RADIUS1', 'DATA.MASK_RADIUS2', 'DATA.MASK_FRACTION1', 'DATA.MASK_FRACTION2'],
];

interface Derivation {
  /** The keys that it is made from. */
  from: string[];
  of: (config: Config, images?: number) => Derived | undefined;
}

const derivations: Record<string, Derivation> = {
  'TRAIN.BASE_LR': { from: ['TRAIN.BASE_LR', ...batchKeys], of: config => rate(config, 'base') },
  'TRAIN.WARMUP_LR': { from: ['TRAIN.WARMUP_LR', ...batchKeys], of: config => rate(config, 'warmupStart') },
  'TRAIN.MIN_LR': { from: ['TRAIN.MIN_LR', ...batchKeys], of: config => rate(config, 'minimum') },
  // A share of the size takes the place of a radius, which then means nothing.
  'DATA.MASK_RADIUS1': {
    from: maskKeys,
    of: config => (config.DATA.MASK_FRACTION1 === null ? kept(config) : undefined),
  },
  'DATA.MASK_FRACTION1': {
    from: maskKeys,
    of: config => (config.DATA.MASK_FRACTION1 === null ? undefined : kept(config)),
  },
  'DATA.MASK_SHAPE': { from: maskKeys, of: config => (config.DATA.MASK_SHAPE === 'circle' ? undefined : kept(config)) },
  'DATA.MASK_RADIUS2': {
    from: maskKeys,
    // Outside the image, as by default, the outer radius changes nothing.
    of: config => (config.DATA.MASK_FRACTION2 === null && hasRing(config) ? kept(config) : undefined),
  },
  'DATA.MASK_FRACTION2': {
    from: maskKeys,
    of: config => (config.DATA.MASK_FRACTION2 !== null && hasRing(config) ? kept(config) : undefined),
  },
  'DATA.BATCH_SIZE': {
    from: batchKeys,
    of: ({ DATA, TRAIN }) =>
      TRAIN.ACCUMULATION_STEPS > 1 ? { kind: 'batch', images: DATA.BATCH_SIZE * TRAIN.ACCUMULATION_STEPS } : undefined,
  },
  'MODEL.VIT.PATCH_SIZE': { from: ['MODEL.TYPE', 'MODEL.VIT.PATCH_SIZE', 'DATA.IMG_SIZE'], of: tokens },
  'TRAIN.EPOCHS': { from: ['TRAIN.EPOCHS', 'DATA.BATCH_SIZE', 'DATA.DATA_PATH'], of: steps },
};

/**
 * What a key's value amounts to; undefined where nothing is to be said or a value that it depends on is wrong.
 *
 * @param images in the training folder, where they have been counted
 */
export function derivedAt(
  key: string,
  config: Config,
  diagnostics: readonly Diagnostic[],
  images?: number,
): Derived | undefined {
  const derivation = Object.hasOwn(derivations, key) ? derivations[key]! : undefined;
  // Behind a BASE that could not be read, any value may be another one.
  const needed = ['BASE', ...(derivation?.from ?? [])];
  const isDoubtful = diagnostics.some(
    ({ severity, code, key: wrong }) =>
      severity === 'error' &&
      (code === 'yaml' || code === 'duplicate-key' || (wrong !== undefined && needed.includes(wrong))),
  );
  return isDoubtful ? undefined : derivation?.of(config, images);
}

function rate(config: Config, which: 'base' | 'warmupStart' | 'minimum'): Derived {
  const { [which]: value } = scheduleOf(config, 1);
  return { kind: 'rate', rate: value, factor: (config.DATA.BATCH_SIZE * config.TRAIN.ACCUMULATION_STEPS) / 512 };
}

function kept(config: Config): Derived | undefined {
  const { IMG_SIZE: size, MASK_RADII: radii } = config.DATA;
  // Measured radii are in a file of their own.
  if (maskedImages(config.DATA) === 'none' || radii !== '') return undefined;
  return { kind: 'kept', kept: keptCoefficients(size, maskBand(config)), of: size * size };
}

function hasRing(config: Config): boolean {
  return maskBand(config).r2 < config.DATA.IMG_SIZE / Math.SQRT2;
}

function tokens({ DATA: data, MODEL: model }: Config): Derived | undefined {
  const side = data.IMG_SIZE / model.VIT.PATCH_SIZE;
  return sectionKey({ MODEL: model }) === 'MODEL.VIT' && Number.isInteger(side)
    ? { kind: 'tokens', tokens: side * side, side }
    : undefined;
}

function steps({ DATA: data, TRAIN: train }: Config, images?: number): Derived | undefined {
  if (!images) return undefined;
  return { kind: 'steps', steps: train.EPOCHS * fullBatches(images, data.BATCH_SIZE), images };
}
