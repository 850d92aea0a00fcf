import { boolean, choice, choices, numberOrNone, numbers, path, type Where } from './field.js';
import { preTraining } from './purpose.js';

/** Where there is a frequency mask. */
export const masked: Where[] = [preTraining, { task: 'mfm' }];

const severalTasks: Where = { key: 'DATA.TASKS', isNot: [] };

/** This program's own keys of `DATA` for the frequency mask; their defaults are the paper's circle of MASK_RADIUS1. */
export const maskKeys = {
  MASK_SHAPE: choice('circle', ['circle', 'square', 'rhombus'], {
    description:
      'Form of the line between low and high frequencies: circles, squares (the larger of both frequencies counts) or ' +
      'rhombuses (their sum counts).',
    paper: 'circle',
    where: masked,
  }),
  MASK_AREA_MATCHED: boolean(false, {
    description:
      'Squares and rhombuses enclose the area of the circle of the same radius, instead of reaching as far along the axes.',
    where: [...masked, { key: 'DATA.MASK_SHAPE', isNot: 'circle' }],
  }),
  MASK_FRACTION1: numberOrNone(null, {
    description:
      'Radius as a share of DATA.IMG_SIZE, in place of DATA.MASK_RADIUS1, so that it keeps its meaning at any size.',
    unit: 'share of the image size',
    paper: '16 / 224 = 0.0714',
    where: masked,
    above: 0,
    below: 0.5,
  }),
  MASK_FRACTION2: numberOrNone(null, {
    description: 'Outer radius as a share of DATA.IMG_SIZE, in place of DATA.MASK_RADIUS2.',
    unit: 'share of the image size',
    paper: 'None (no outer radius)',
    where: masked,
    above: 0,
    max: 1,
  }),
  MASK_RADII: path('json', {
    description:
      'JSON file of radii measured on the data set, one for all images or one per class folder, in place of ' +
      'DATA.MASK_RADIUS1. The command `mfm radii` makes it.',
  }),
};

/** This program's own keys of `DATA` for training on several tasks; by default DATA.FILTER_TYPE is the only one. */
export const taskKeys = {
  TASKS: choices([], ['mfm', 'sr', 'deblur', 'denoise'], {
    description: 'Several tasks at once, in place of DATA.FILTER_TYPE; an empty list leaves that key in charge.',
    paper: '[] (one task)',
    where: [preTraining],
  }),
  TASKS_MODE: choice('draw', ['draw', 'chain'], {
    description:
      'With several DATA.TASKS: draw one of them for each image, or chain all of them on every image, in the order blur, ' +
      'super-resolution, noise, frequency mask.',
    where: [preTraining, severalTasks],
  }),
  TASKS_PROB: numbers([], {
    description: 'Probability of each of DATA.TASKS when they are drawn; an empty list makes them equally likely.',
    where: [preTraining, severalTasks, { key: 'DATA.TASKS_MODE', is: 'draw' }],
    unit: 'probability',
    min: 0,
  }),
};
