import { boolean, integer, number, numberOrNone, type Where } from '../field.js';
import { fineTuning, preTraining } from '../purpose.js';
import type { Violation } from '../rules.js';
import type { Config } from '../schema.js';
import type { EncoderFamily } from './family.js';
import { channels, DEEPEST, hiddenRules, LARGEST_RATIO, WIDEST } from './sizes.js';
import { vitDrawing } from './vitDrawing.js';

const hasDecoder: Where[] = [preTraining, { key: 'MODEL.VIT.DECODER.DEPTH', isNot: 0 }];

const vitKeys = {
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

/** The vision transformer (fact sheet 1.9). */
export const vit: EncoderFamily<typeof vitKeys> = {
  keys: vitKeys,
  title: 'ViT',
  dropsPaths: true,
  about: 'The ViT encoder (TYPE: vit).',
  sections: { DECODER: 'What turns the tokens of the ViT into pixels.' },
  rules: transformerRules,
  drawing: vitDrawing,
  // As the official code has it (fact sheet 1.9).
  head: ({ MODEL: { VIT } }) =>
    VIT.USE_MEAN_POOLING
      ? { pooling: 'mean', norm: 'fc_norm', linear: 'head' }
      : { pooling: 'class token', linear: 'head' },
  fixedPositions({ DATA, MODEL: { VIT } }) {
    if (!VIT.USE_FPE) return [];
    const side = DATA.IMG_SIZE / VIT.PATCH_SIZE;
    return [
      ...(VIT.USE_APE ? [] : [{ name: 'encoder', side, width: VIT.EMBED_DIM }]),
      ...(VIT.DECODER.DEPTH > 0 ? [{ name: 'decoder', side, width: VIT.DECODER.EMBED_DIM }] : []),
    ];
  },
};

function* transformerRules({ DATA: data, MODEL: { VIT: vit } }: Config): Generator<Violation> {
  const prefix = 'MODEL.VIT';
  if (data.IMG_SIZE % vit.PATCH_SIZE) {
    yield {
      keys: [`${prefix}.PATCH_SIZE`, 'DATA.IMG_SIZE'],
      message: `${prefix}.PATCH_SIZE (${vit.PATCH_SIZE}) must divide DATA.IMG_SIZE (${data.IMG_SIZE}).`,
    };
  }
  yield* widthRules(prefix, vit, vit.USE_FPE);
  yield* hiddenRules(prefix, vit);
  if (vit.DECODER.DEPTH > 0) {
    yield* widthRules(`${prefix}.DECODER`, vit.DECODER, vit.USE_FPE);
    yield* hiddenRules(`${prefix}.DECODER`, { ...vit.DECODER, MLP_RATIO: vit.MLP_RATIO }, prefix);
  }
  if (vit.USE_APE && vit.USE_FPE) {
    yield {
      keys: [`${prefix}.USE_FPE`, `${prefix}.USE_APE`],
      message: `${prefix}.USE_FPE and ${prefix}.USE_APE cannot both be True: a token has one position; set one to False.`,
    };
  }
}

function* widthRules(
  prefix: string,
  { EMBED_DIM: width, NUM_HEADS: heads }: { EMBED_DIM: number; NUM_HEADS: number },
  fixedPositions: boolean,
): Generator<Violation> {
  if (width % heads) {
    yield {
      keys: [`${prefix}.NUM_HEADS`, `${prefix}.EMBED_DIM`],
      message: `${prefix}.NUM_HEADS (${heads}) must divide ${prefix}.EMBED_DIM (${width}).`,
    };
  }
  // Sine and cosine, of rows and of columns (fact sheet 1.9).
  if (fixedPositions && width % 4) {
    yield {
      keys: [`${prefix}.EMBED_DIM`, 'MODEL.VIT.USE_FPE'],
      message: `${prefix}.EMBED_DIM (${width}) must be a multiple of 4 with MODEL.VIT.USE_FPE.`,
    };
  }
}
