import { choice, integer, number, rangeOrNone, text } from './field.js';

/** `AUG.*`: augmentation in fine-tuning. Pre-training only crops and flips, so none of these matter there. */
export const augmentationKeys = {
  COLOR_JITTER: number(0.4, {
    description: 'Strength of random changes of colour.',
    paper: '0.0 in fine-tuning',
    min: 0,
  }),
  AUTO_AUGMENT: text('rand-m9-mstd0.5-inc1', { description: "RandAugment policy, or 'none'." }),
  REPROB: number(0.25, { description: 'Probability of random erasing.', unit: 'probability', min: 0, max: 1 }),
  REMODE: choice('pixel', ['pixel', 'rand', 'const'], {
    description: 'Filling of random erasing: noise per pixel, one random colour, or black.',
  }),
  RECOUNT: integer(1, { description: 'Rectangles of random erasing.', unit: 'rectangles', min: 1 }),
  MIXUP: number(0.8, { description: 'Alpha of mixup; 0 turns it off.', min: 0 }),
  CUTMIX: number(1, { description: 'Alpha of CutMix; 0 turns it off.', min: 0 }),
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
  }),
  MIXUP_MODE: choice('batch', ['batch', 'pair', 'elem'], { description: 'Mix per batch, per pair, or per element.' }),
};
