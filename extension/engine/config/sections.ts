import { encoderDescriptions } from './encoders/registry.js';

/** What each section of the configuration is about, for whoever looks it up in an editor. */
export const sectionDescriptions: Readonly<Record<string, string>> = {
  DATA: 'The images, their crops, and what is taken from them.',
  'DATA.BLUR': 'The blur that deblurring takes back (FILTER_TYPE: deblur).',
  'DATA.NOISE': 'The noise that denoising takes back (FILTER_TYPE: denoise).',
  MODEL: 'The network, its head, and the loss.',
  ...encoderDescriptions,
  'MODEL.FREQ_LOSS': 'How spectra are compared.',
  TRAIN: 'Optimiser and schedule.',
  'TRAIN.LR_SCHEDULER': 'How the learning rate falls after the warm-up.',
  'TRAIN.OPTIMIZER': 'What turns gradients into updates.',
  AUG: 'Augmentation in fine-tuning. Pre-training only crops and flips.',
  TEST: 'Evaluation.',
  SAMPLES: 'Reconstructions that are written while training.',
  PROBE: 'What the features tell of classes while pre-training goes on.',
  SEGMENTATION: 'Masks, and the head that tells the class of every pixel (MODEL.NAME: segment).',
};
