import { imagenetStatistics } from '../input/input.js';
import { boolean, choice, choices, integer, integers, number, numbers, path, range, text } from './field.js';
import { maskKeys, taskKeys } from './taskKeys.js';

const kernels = [
  'iso',
  'aniso',
  'generalized_iso',
  'generalized_aniso',
  'plateau_iso',
  'plateau_aniso',
  'sinc',
] as const;

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
  }),
  SAMPLE_RATIO: number(0.5, {
    description: 'Probability that an image keeps its low frequencies (low-pass); otherwise it keeps the high ones.',
    unit: 'probability',
    paper: '0.5 for ViT, 0.3 for ResNet-50',
    min: 0,
    max: 1,
  }),
  MASK_RADIUS1: integer(16, {
    description:
      'Radius of the circle around the zero frequency that parts low from high frequencies: low ones are nearer than this.',
    unit: 'frequency bins (cycles per image)',
    paper: '16 at 224 pixels',
    min: 1,
  }),
  MASK_RADIUS2: integer(999, {
    description: 'Outer radius: frequencies this far out or farther count as low again. 999 lies outside every image.',
    unit: 'frequency bins (cycles per image)',
    paper: '999 (no outer radius)',
    min: 1,
  }),
  SR_FACTOR: integer(8, {
    description: 'Super-resolution only: the image is made this many times smaller and back.',
    unit: 'times',
    min: 1,
  }),
  BLUR: {
    KERNEL_SIZE: integers([7, 9, 11, 13, 15, 17, 19, 21], {
      description: 'Deblurring only: kernel sizes, one of which is drawn for each image.',
      unit: 'pixels',
      min: 1,
      max: 255,
      odd: true,
    }),
    KERNEL_LIST: choices([...kernels], kernels, {
      description: 'Deblurring only: kinds of kernels to draw from.',
      paper: "['iso']",
    }),
    KERNEL_PROB: numbers([0.405, 0.225, 0.108, 0.027, 0.108, 0.027, 0.1], {
      description: 'Deblurring only: probability of each kind in DATA.BLUR.KERNEL_LIST.',
      unit: 'probability',
      paper: '[1.0]',
      min: 0,
    }),
    SIGMA_X: range([0.2, 3], {
      description: 'Deblurring only: range of the standard deviation along the first axis.',
      unit: 'pixels',
      paper: '[5, 5]',
      above: 0,
    }),
    SIGMA_Y: range([0.2, 3], {
      description: 'Deblurring only: range of the standard deviation along the second axis.',
      unit: 'pixels',
      paper: '[5, 5]',
      above: 0,
    }),
    // biome-ignore lint/suspicious/noApproximativeNumericConstant: the paper's code says 3.1416, not pi.
    ROTATE_ANGLE: range([-3.1416, 3.1416], {
      description: 'Deblurring only: range of the rotation of anisotropic kernels.',
      unit: 'radians',
    }),
    BETA_GAUSSIAN: range([0.5, 4], {
      description: 'Deblurring only: range of the shape exponent of generalized Gaussian kernels.',
      above: 0,
    }),
    BETA_PLATEAU: range([1, 2], {
      description: 'Deblurring only: range of the shape exponent of plateau kernels.',
      above: 0,
    }),
  },
  NOISE: {
    TYPE: choices(['gaussian', 'poisson'], ['gaussian', 'poisson'], {
      description: 'Denoising only: kinds of noise to draw from.',
      paper: "['gaussian']",
    }),
    PROB: numbers([0.5, 0.5], {
      description: 'Denoising only: probability of each kind in DATA.NOISE.TYPE.',
      unit: 'probability',
      paper: '[1.0]',
      min: 0,
    }),
    GAUSSIAN_SIGMA: range([1, 30], {
      description: 'Denoising only: range of the standard deviation of Gaussian noise.',
      unit: 'gray levels of 255',
      paper: '[75, 75]',
      min: 0,
    }),
    GAUSSIAN_GRAY_NOISE_PROB: number(0.4, {
      description: 'Denoising only: probability that Gaussian noise is the same in all three channels.',
      unit: 'probability',
      paper: '0.0',
      min: 0,
      max: 1,
    }),
    POISSON_SCALE: range([0.05, 3], { description: 'Denoising only: range of the strength of Poisson noise.', min: 0 }),
    POISSON_GRAY_NOISE_PROB: number(0.4, {
      description: 'Denoising only: probability that Poisson noise is the same in all three channels.',
      unit: 'probability',
      min: 0,
      max: 1,
    }),
  },
  ...maskKeys,
  ...taskKeys,
};
