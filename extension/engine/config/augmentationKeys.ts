import { choice, integer, number, rangeOrNone, text, type Where } from './field.js';

const isNot = (name: string, value: number): Where[] => [{ key: `AUG.${name}`, isNot: value }];

/** `AUG.*`: augmentation in fine-tuning. Pre-training only crops and flips. */
export const augmentationKeys = {
  COLOR_JITTER: number(0.4, {
    description: 'Strength of random changes of brightness, contrast and saturation.',
    paper: '0.0 in fine-tuning',
    min: 0,
    where: [{ key: 'AUG.AUTO_AUGMENT', is: 'none' }],
  }),
  AUTO_AUGMENT: text('rand-m9-mstd0.5-inc1', {
    description:
      "RandAugment: strength m of 0 to 10, its standard deviation mstd, number n of operations, inc1 where more strength always changes more; or 'none'.",
  }),
  REPROB: number(0.25, { description: 'Probability of random erasing.', unit: 'probability', min: 0, max: 1 }),
  REMODE: choice('pixel', ['pixel', 'rand', 'const'], {
    description: 'Filling of random erasing: noise per pixel, one random colour, or the mean colour.',
    where: isNot('REPROB', 0),
  }),
  RECOUNT: integer(1, {
    description: 'Most rectangles of random erasing, which share its area.',
    unit: 'rectangles',
    min: 1,
    max: 1_000,
    where: isNot('REPROB', 0),
  }),
  MIXUP: number(0.8, { description: 'Alpha of mixup; 0 turns it off.', min: 0 }),
  CUTMIX: number(1, {
    description: 'Alpha of CutMix; 0 turns it off.',
    min: 0,
    where: [{ key: 'AUG.CUTMIX_MINMAX', is: null }],
  }),
  CUTMIX_MINMAX: rangeOrNone(null, {
    description: 'Range of the side of the CutMix rectangle, in shares of the image; None draws it from CUTMIX.',
    min: 0,
    max: 1,
  }),
  MIXUP_PROB: number(1, { description: 'Probability of mixup or CutMix.', unit: 'probability', min: 0, max: 1 }),
  MIXUP_SWITCH_PROB: number(0.5, {
    description: 'Probability of CutMix instead of mixup when both are on.',
    unit: 'probability',
    min: 0,
    max: 1,
    where: isNot('MIXUP', 0),
  }),
  MIXUP_MODE: choice('batch', ['batch', 'pair', 'elem'], {
    description: 'Mix per batch, per pair, or per element.',
    where: isNot('MIXUP_PROB', 0),
  }),
  REPEATS: integer(1, {
    description:
      'Views of an image that follow each other in an epoch, of as many fewer images (repeated augmentation).',
    unit: 'views',
    paper: '3 in the recipe A2 of ResNets',
    min: 1,
    max: 100,
  }),
};
