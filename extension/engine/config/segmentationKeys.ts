import { choice, integer, integers, texts, type Where } from './field.js';
import { maskLayouts } from './segmentation.js';

const upernet: Where = { key: 'SEGMENTATION.HEAD', is: 'upernet' };

/** `SEGMENTATION.*`: masks, and the head that tells the class of every pixel. All of them are this program's own. */
export const segmentationKeys = {
  LAYOUT: choice('pairs', maskLayouts, {
    description:
      'How DATA_PATH and VAL_PATH lay out images and masks: pairs (images/ and masks/ or annotations/, with PNGs of class ' +
      'numbers from 0), ade20k (images/ and annotations/, each with training/ and validation/) or pets (images/ and ' +
      'annotations/trimaps/, or trimaps/).',
  }),
  CLASSES: integer(0, {
    description: 'Number of classes; 0 takes the 150 of ade20k and the 3 of pets. Layout pairs needs it.',
    unit: 'classes',
    min: 0,
    max: 255,
  }),
  NAMES: texts([], {
    description: 'Names of the classes in the order of their numbers, for people; empty calls them by numbers from 0.',
  }),
  IGNORE: integer(255, {
    description: 'The number in masks of pixels that are in no class; they are neither learned nor measured.',
    min: 0,
    max: 255,
  }),
  HEAD: choice('upernet', ['upernet', 'linear'], {
    description:
      'What tells classes from features: a pyramid of four layers, pooled and fused (upernet), or one linear layer on the last ' +
      'features (linear).',
  }),
  HEAD_WIDTH: integer(64, {
    description: 'Channels of the layers of the head.',
    unit: 'channels',
    min: 1,
    max: 4_096,
    where: [upernet],
  }),
  TAPS: integers([], {
    description:
      'The four blocks whose features the head takes, counted from 1; the last must be the last of the encoder. Empty takes ' +
      'those at a third, a half, two thirds and the end of an encoder whose features all have one size, and the last of each ' +
      'of the four stages of another.',
    min: 1,
    where: [upernet],
  }),
};
