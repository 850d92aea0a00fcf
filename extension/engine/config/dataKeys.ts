import { imagenetStatistics } from '../input/input.js';
import {
  boolean,
  choice,
  choices,
  integer,
  integers,
  number,
  numbers,
  path,
  range,
  text,
  type Where,
} from './field.js';
import { each } from './keyTree.js';
import { preTraining, segmenting } from './purpose.js';
import { masked, maskKeys, taskKeys } from './taskKeys.js';

const kernels = [
  'iso',
  'aniso',
  'generalized_iso',
  'generalized_aniso',
  'plateau_iso',
  'plateau_aniso',
  'sinc',
] as const;

const elliptic: Where = { key: 'DATA.BLUR.KERNEL_LIST', has: ['aniso', 'generalized_aniso', 'plateau_aniso'] };

const blur = {
  KERNEL_SIZE: integers([7, 9, 11, 13, 15, 17, 19, 21], {
    description: 'Kernel sizes, one of which is drawn for each image.',
    unit: 'pixels',
    min: 1,
    max: 255,
    odd: true,
  }),
  KERNEL_LIST: choices([...kernels], kernels, {
    description: 'Kinds of kernels to draw from.',
    paper: "['iso']",
  }),
  KERNEL_PROB: numbers([0.405, 0.225, 0.108, 0.027, 0.108, 0.027, 0.1], {
    description: 'Probability of each kind in DATA.BLUR.KERNEL_LIST.',
    unit: 'probability',
    paper: '[1.0]',
    min: 0,
  }),
  SIGMA_X: range([0.2, 3], {
    description: 'Range of the standard deviation along the first axis.',
    unit: 'pixels',
    paper: '[5, 5]',
    above: 0,
    where: [{ key: 'DATA.BLUR.KERNEL_LIST', has: kernels.filter(kind => kind !== 'sinc') }],
  }),
  SIGMA_Y: range([0.2, 3], {
    description: 'Range of the standard deviation along the second axis.',
    unit: 'pixels',
    paper: '[5, 5]',
    above: 0,
    where: [elliptic],
  }),
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: the paper's code says 3.1416, not pi.
  ROTATE_ANGLE: range([-3.1416, 3.1416], {
    description: 'Range of the rotation of anisotropic kernels.',
    unit: 'radians',
    where: [elliptic],
  }),
  BETA_GAUSSIAN: range([0.5, 4], {
    description: 'Range of the shape exponent of generalized Gaussian kernels.',
    above: 0,
    where: [{ key: 'DATA.BLUR.KERNEL_LIST', has: ['generalized_iso', 'generalized_aniso'] }],
  }),
  BETA_PLATEAU: range([1, 2], {
    description: 'Range of the shape exponent of plateau kernels.',
    above: 0,
    where: [{ key: 'DATA.BLUR.KERNEL_LIST', has: ['plateau_iso', 'plateau_aniso'] }],
  }),
};

const noise = {
  TYPE: choices(['gaussian', 'poisson'], ['gaussian', 'poisson'], {
    description: 'Kinds of noise to draw from.',
    paper: "['gaussian']",
  }),
  PROB: numbers([0.5, 0.5], {
    description: 'Probability of each kind in DATA.NOISE.TYPE.',
    unit: 'probability',
    paper: '[1.0]',
    min: 0,
  }),
  GAUSSIAN_SIGMA: range([1, 30], {
    description: 'Range of the standard deviation of Gaussian noise.',
    unit: 'gray levels of 255',
    paper: '[75, 75]',
    min: 0,
    where: [{ key: 'DATA.NOISE.TYPE', has: ['gaussian'] }],
  }),
  GAUSSIAN_GRAY_NOISE_PROB: number(0.4, {
    description: 'Probability that Gaussian noise is the same in all three channels.',
    unit: 'probability',
    paper: '0.0',
    min: 0,
    max: 1,
    where: [{ key: 'DATA.NOISE.TYPE', has: ['gaussian'] }],
  }),
  POISSON_SCALE: range([0.05, 3], {
    description: 'Range of the strength of Poisson noise.',
    min: 0,
    where: [{ key: 'DATA.NOISE.TYPE', has: ['poisson'] }],
  }),
  POISSON_GRAY_NOISE_PROB: number(0.4, {
    description: 'Probability that Poisson noise is the same in all three channels.',
    unit: 'probability',
    min: 0,
    max: 1,
    where: [{ key: 'DATA.NOISE.TYPE', has: ['poisson'] }],
  }),
};

/** `DATA.*`: the images, their crops, and what is taken from them. */
export const dataKeys = {
  BATCH_SIZE: integer(128, {
    description: 'Images in one step. The learning rates scale with it (see TRAIN.BASE_LR).',
    unit: 'images',
    paper: '128 on each of 16 GPUs, 2048 together',
    min: 1,
    max: 65_536,
  }),
  DATA_PATH: path('folder', {
    description: 'Folder of training images, flat or with one folder per class. Labels are not used in pre-training.',
  }),
  VAL_PATH: path('folder', {
    description:
      'Folder of images that are not trained on, laid out as DATA_PATH, on which accuracy or mean IoU is measured; empty = in fine-tuning DATA_PATH/val where DATA_PATH has train and val in it, else see VAL_SPLIT. ' +
      'It may be DATA_PATH where SEGMENTATION.LAYOUT has a part for validation. In pre-training, the images of samples come from it.',
  }),
  VAL_SPLIT: number(0, {
    description:
      'Share of the images that is not trained on. In fine-tuning, of each class, and accuracy is measured on it; 0 measures none. In pre-training the images of samples come from it; 0 takes some of those that are trained on.',
    unit: 'share of the images',
    min: 0,
    below: 1,
    where: [
      { key: 'MODEL.NAME', isNot: segmenting.is },
      { key: 'DATA.VAL_PATH', is: '' },
    ],
  }),
  DATASET: text('imagenet', {
    description: 'Name of the data set, for the record only.',
    ignored: 'images are read from DATA.DATA_PATH whatever their data set is called',
  }),
  IMG_SIZE: integer(224, {
    description: 'Height and width of the crops that the network sees.',
    unit: 'pixels',
    min: 1,
    max: 16_384,
  }),
  MEAN: numbers([...imagenetStatistics.mean], {
    description:
      'What is subtracted from the pixels of each channel, which are from 0 to 1, before the network sees them.',
    paper: 'the means of ImageNet',
  }),
  STD: numbers([...imagenetStatistics.std], {
    description: 'What the pixels of each channel are then divided by.',
    paper: 'the standard deviations of ImageNet',
    above: 0,
  }),
  MIN_CROP_SCALE: number(0.2, {
    description: 'Random crops take between this share and all of the area of an image.',
    unit: 'share of the area',
    above: 0,
    max: 1,
    where: [{ key: segmenting.key, isNot: segmenting.is }],
  }),
  SHRINK_ON_LOAD: boolean(false, {
    description:
      'Decode large JPEGs at half, a quarter or an eighth of their size, as far as no crop becomes smaller than IMG_SIZE: faster for ' +
      'photographs of many megapixels, and near what Pillow computes, but not the same.',
    where: [{ key: segmenting.key, isNot: segmenting.is }],
  }),
  INTERPOLATION: choice('bicubic', ['bicubic', 'bilinear'], { description: 'Filter that resizes the crops.' }),
  PIN_MEMORY: boolean(true, {
    description: 'Page-locked memory for batches on their way to a GPU.',
    ignored: 'batches are handed to the backend without page-locked copies',
  }),
  NUM_WORKERS: integer(8, {
    description: 'Threads that decode images ahead of the training step.',
    unit: 'threads',
    min: 0,
    max: 1_024,
  }),
  FILTER_TYPE: choice('mfm', ['mfm', 'sr', 'deblur', 'denoise'], {
    description:
      'What is taken from the image: frequencies (mfm), resolution (sr), sharpness (deblur), or cleanness (denoise).',
    where: [preTraining, { key: 'DATA.TASKS', is: [] }],
  }),
  SAMPLE_RATIO: number(0.5, {
    description: 'Probability that an image keeps its low frequencies (low-pass); otherwise it keeps the high ones.',
    unit: 'probability',
    paper: '0.5 for ViT, 0.3 for ResNet-50',
    where: masked,
    min: 0,
    max: 1,
  }),
  MASK_RADIUS1: integer(16, {
    description:
      'Radius of the circle around the zero frequency that parts low from high frequencies: low ones are nearer than this.',
    unit: 'frequency bins (cycles per image)',
    paper: '16 at 224 pixels',
    where: [...masked, { key: 'DATA.MASK_FRACTION1', is: null }, { key: 'DATA.MASK_RADII', is: '' }],
    min: 1,
  }),
  MASK_RADIUS2: integer(999, {
    description: 'Outer radius: frequencies this far out or farther count as low again. 999 lies outside every image.',
    unit: 'frequency bins (cycles per image)',
    paper: '999 (no outer radius)',
    where: [...masked, { key: 'DATA.MASK_FRACTION2', is: null }],
    min: 1,
  }),
  SR_FACTOR: integer(8, {
    description: 'The image is made this many times smaller and back.',
    where: [preTraining, { task: 'sr' }],
    unit: 'times',
    min: 1,
  }),
  BLUR: each({ where: [preTraining, { task: 'deblur' }] }, blur),
  NOISE: each({ where: [preTraining, { task: 'denoise' }] }, noise),
  ...maskKeys,
  ...taskKeys,
};
