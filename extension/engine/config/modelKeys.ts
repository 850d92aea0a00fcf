import {
  dropPathInFineTuning,
  type EncoderType,
  encoderSections,
  encoderTypes,
  usualEncoder,
} from './encoders/registry.js';
import { boolean, choice, folderName, integer, number, path, type Where } from './field.js';
import { each } from './keyTree.js';
import { fineTuning, fineTuningOrSegmenting, preTraining } from './purpose.js';

const focal: Where = { key: 'MODEL.FREQ_LOSS.WITH_MATRIX', is: true };

const frequencyLoss = {
  LOSS_GAMMA: number(1, { description: 'Exponent of the distance between two spectra at each frequency.', above: 0 }),
  MATRIX_GAMMA: number(1, {
    description: 'Exponent inside the focal weights (see WITH_MATRIX).',
    above: 0,
    where: [focal],
  }),
  PATCH_FACTOR: integer(1, {
    description: 'Tiles per side that the image is cut into before the transform; it must divide DATA.IMG_SIZE.',
    unit: 'tiles',
    min: 1,
  }),
  AVE_SPECTRUM: boolean(false, { description: 'Average the spectra over the batch before they are compared.' }),
  WITH_MATRIX: boolean(false, { description: 'Focal weights: frequencies that are further off count more.' }),
  LOG_MATRIX: boolean(false, {
    description: 'Take the logarithm of (1 + weight) for the focal weights.',
    where: [focal],
  }),
  BATCH_MATRIX: boolean(false, {
    description: 'Scale the focal weights by their maximum over the batch instead of per image and channel.',
    where: [focal],
  }),
};

/** `MODEL.*`: the network, its head, and the loss. */
export const modelKeys = {
  TYPE: choice<EncoderType>(usualEncoder, encoderTypes, { description: 'Family of the encoder.' }),
  NAME: folderName('pretrain', {
    description:
      'What the run does: finetune learns classes from labels, segment the class of every pixel, anything else pre-trains. Also a folder of the output path (OUTPUT/NAME/TAG).',
  }),
  RESUME: path('checkpoint', {
    description: 'Checkpoint to continue from, with its optimiser: of MFM, or an official .pth.',
  }),
  NUM_CLASSES: integer(1000, {
    description: 'Number of classes.',
    where: [fineTuning],
    unit: 'classes',
    min: 1,
    max: 1_000_000,
  }),
  DROP_RATE: number(0, { description: 'Dropout rate.', unit: 'probability', min: 0, below: 1 }),
  DROP_PATH_RATE: number(0.1, {
    description: 'Stochastic depth: rate of the last block, rising evenly from 0 at the first.',
    unit: 'probability',
    paper: '0.0 in pre-training, 0.1 in fine-tuning',
    min: 0,
    below: 1,
    where: dropPathInFineTuning.map(type => ({ anyOf: [{ key: 'MODEL.TYPE', isNot: type }, fineTuningOrSegmenting] })),
  }),
  LABEL_SMOOTHING: number(0.1, {
    description: 'Share of each target that is spread over all classes.',
    min: 0,
    below: 1,
    where: [fineTuning],
  }),
  ...encoderSections,
  RECOVER_TARGET_TYPE: choice('normal', ['normal', 'masked'], {
    description: 'Frequencies that the loss covers: all of them (normal), or only those that were masked.',
    paper: 'masked with mfm, normal with sr, deblur and denoise',
    where: [preTraining],
  }),
  FREQ_LOSS: each({ where: [preTraining] }, frequencyLoss),
};
