import { boolean, choice, folderName, integer, integers, number, numberOrNone, path, type Where } from './field.js';
import { each } from './keyTree.js';
import { fineTuning, preTraining } from './purpose.js';

/** Several times what the largest networks have that were ever trained: beyond is a typing mistake, or an attack. */
const WIDEST = 65_536;
const DEEPEST = 1_000;
const LARGEST_RATIO = 64;

const hasDecoder: Where[] = [preTraining, { key: 'MODEL.VIT.DECODER.DEPTH', isNot: 0 }];
const focal: Where = { key: 'MODEL.FREQ_LOSS.WITH_MATRIX', is: true };

const channels = { description: 'Colour channels of the input: photographs have 3.', min: 3, max: 3 };

const vit = {
  PATCH_SIZE: integer(16, {
    description: 'Side of the square patches, each of which becomes one token; it must divide DATA.IMG_SIZE.',
    unit: 'pixels',
    min: 1,
  }),
  IN_CHANS: integer(3, channels),
  EMBED_DIM: integer(768, {
    description: 'Width: numbers in a token.',
    paper: '768 for ViT-B, 384 for ViT-S',
    min: 1,
    max: WIDEST,
  }),
  DEPTH: integer(12, { description: 'Transformer blocks.', unit: 'blocks', min: 1, max: DEEPEST }),
  NUM_HEADS: integer(12, {
    description: 'Attention heads; they must divide MODEL.VIT.EMBED_DIM.',
    unit: 'heads',
    paper: '12 for ViT-B, 6 for ViT-S',
    min: 1,
  }),
  MLP_RATIO: number(4, {
    description: "Width of each block's hidden layer, in multiples of EMBED_DIM.",
    above: 0,
    max: LARGEST_RATIO,
  }),
  QKV_BIAS: boolean(true, { description: 'Learnable biases of queries and values (keys never have one).' }),
  INIT_VALUES: numberOrNone(0.1, {
    description: 'Initial layer scale of both branches of each block; None leaves layer scale out.',
    paper: 'None',
    min: 0,
  }),
  USE_APE: boolean(true, { description: 'Learnable absolute position embedding.' }),
  USE_FPE: boolean(false, { description: 'Fixed sine-cosine position embedding; it needs USE_APE off.' }),
  USE_RPB: boolean(false, { description: 'Relative position bias with a table of its own in each block.' }),
  USE_SHARED_RPB: boolean(false, { description: 'Relative position bias with one table for all blocks.' }),
  USE_MEAN_POOLING: boolean(false, {
    description: 'Classify the mean of the patch tokens instead of the class token.',
    where: [fineTuning],
    paper: 'False in pre-training, True in fine-tuning',
  }),
  DECODER: {
    EMBED_DIM: integer(512, {
      description: 'Width of the transformer decoder.',
      min: 1,
      max: WIDEST,
      where: hasDecoder,
    }),
    DEPTH: integer(0, {
      description: 'Blocks of the transformer decoder; 0 is the light head, one 1x1 convolution and a pixel shuffle.',
      unit: 'blocks',
      paper: '0',
      where: [preTraining],
      min: 0,
      max: DEEPEST,
    }),
    NUM_HEADS: integer(16, {
      description: 'Attention heads of the transformer decoder.',
      unit: 'heads',
      min: 1,
      where: hasDecoder,
    }),
  },
};

const swin = {
  PATCH_SIZE: integer(4, { description: 'Side of the square patches of the first stage.', unit: 'pixels', min: 1 }),
  IN_CHANS: integer(3, channels),
  EMBED_DIM: integer(96, {
    description: 'Width of the first stage; it doubles at each following one.',
    min: 1,
    max: WIDEST,
  }),
  DEPTHS: integers([2, 2, 6, 2], { description: 'Blocks of each stage.', unit: 'blocks', min: 1, max: DEEPEST }),
  NUM_HEADS: integers([3, 6, 12, 24], { description: 'Attention heads of each stage.', unit: 'heads', min: 1 }),
  WINDOW_SIZE: integer(7, { description: 'Side of the attention windows.', unit: 'tokens', min: 1 }),
  MLP_RATIO: number(4, {
    description: "Width of each block's hidden layer, in multiples of the stage's width.",
    above: 0,
    max: LARGEST_RATIO,
  }),
  QKV_BIAS: boolean(true, { description: 'Learnable biases of queries, keys and values.' }),
  QK_SCALE: numberOrNone(null, {
    description: 'Factor on the queries; None is one over the square root of the head width.',
    above: 0,
  }),
  APE: boolean(false, { description: 'Learnable absolute position embedding.' }),
  PATCH_NORM: boolean(true, { description: 'Layer norm after the patch embedding.' }),
};

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

const resnet = {
  LAYERS: integers([3, 4, 6, 3], {
    description: 'Blocks of each of the four stages: [3, 4, 6, 3] is ResNet-50 (ResNet-34 with basic blocks).',
    unit: 'blocks',
    min: 1,
    max: DEEPEST,
  }),
  BLOCK: choice('bottleneck', ['bottleneck', 'basic'], {
    description: 'Kind of the blocks: bottleneck as in ResNet-50 and larger, basic as in ResNet-18 and 34.',
  }),
  IN_CHANS: integer(3, channels),
};

/** `MODEL.*`: the network, its head, and the loss. */
export const modelKeys = {
  TYPE: choice('vit', ['vit', 'resnet', 'swin'], { description: 'Family of the encoder.' }),
  NAME: folderName('pretrain', {
    description:
      'What the run does: finetune learns classes from labels, anything else pre-trains. Also a folder of the output path (OUTPUT/NAME/TAG).',
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
    where: [{ key: 'MODEL.TYPE', isNot: 'resnet' }],
  }),
  LABEL_SMOOTHING: number(0.1, {
    description: 'Share of each target that is spread over all classes.',
    min: 0,
    below: 1,
    where: [fineTuning],
  }),
  SWIN: each({ where: [{ key: 'MODEL.TYPE', is: 'swin' }] }, swin),
  VIT: each({ where: [{ key: 'MODEL.TYPE', is: 'vit' }] }, vit),
  RESNET: each({ where: [{ key: 'MODEL.TYPE', is: 'resnet' }] }, resnet),
  RECOVER_TARGET_TYPE: choice('normal', ['normal', 'masked'], {
    description: 'Frequencies that the loss covers: all of them (normal), or only those that were masked.',
    paper: 'masked with mfm, normal with sr, deblur and denoise',
    where: [preTraining],
  }),
  FREQ_LOSS: each({ where: [preTraining] }, frequencyLoss),
};
