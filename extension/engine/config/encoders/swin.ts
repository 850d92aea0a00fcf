import { boolean, integer, integers, number, numberOrNone } from '../field.js';
import type { Violation } from '../rules.js';
import type { Config } from '../schema.js';
import type { EncoderFamily } from './family.js';
import { channels, DEEPEST, hiddenRules, LARGEST_RATIO, WIDEST } from './sizes.js';
import { swinDrawing } from './swinDrawing.js';

const prefix = 'MODEL.SWIN';

const swinKeys = {
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

/** The Swin transformer (fact sheet 1.11). */
export const swin: EncoderFamily<typeof swinKeys> = {
  keys: swinKeys,
  title: 'Swin',
  dropsPaths: true,
  about: 'The Swin encoder (TYPE: swin).',
  rules: swinRules,
  drawing: swinDrawing,
  head: () => ({ pooling: 'mean', linear: 'head' }),
};

/** What the sizes of a Swin transformer must fulfil: patches, windows and heads have to come out even at every stage. */
function* swinRules({ DATA: data, MODEL: { SWIN: swin } }: Config): Generator<Violation> {
  const stages = swin.DEPTHS.length;
  if (stages === 0) {
    yield { keys: [`${prefix}.DEPTHS`], message: `${prefix}.DEPTHS must name the blocks of at least one stage.` };
    return;
  }
  if (swin.NUM_HEADS.length !== stages) {
    yield {
      keys: [`${prefix}.NUM_HEADS`, `${prefix}.DEPTHS`],
      message: `${prefix}.NUM_HEADS has ${swin.NUM_HEADS.length} values for the ${stages} stages of ${prefix}.DEPTHS; give each stage its heads.`,
    };
  }
  yield* hiddenRules(prefix, swin);
  yield* headRules(swin.NUM_HEADS.slice(0, stages), swin.EMBED_DIM);
  yield* gridRules(data.IMG_SIZE, swin.PATCH_SIZE, swin.WINDOW_SIZE, stages);
}

function* headRules(heads: number[], firstWidth: number): Generator<Violation> {
  for (const [stage, count] of heads.entries()) {
    const width = firstWidth * 2 ** stage;
    if (width % count === 0) continue;
    yield {
      keys: [`${prefix}.NUM_HEADS`, `${prefix}.EMBED_DIM`],
      message: `${prefix}.NUM_HEADS gives stage ${stage + 1} ${count} heads, which must divide its width (${width}).`,
    };
    return;
  }
}

function* gridRules(imageSize: number, patchSize: number, window: number, stages: number): Generator<Violation> {
  const smallest = patchSize * 2 ** (stages - 1);
  if (imageSize % smallest) {
    yield {
      keys: ['DATA.IMG_SIZE', `${prefix}.PATCH_SIZE`, `${prefix}.DEPTHS`],
      message: `DATA.IMG_SIZE (${imageSize}) must be a multiple of ${smallest}: patches of ${patchSize} pixels, merged two by two after each of ${stages} stages but the last.`,
    };
    return;
  }
  for (let stage = 0; stage < stages; stage++) {
    const grid = imageSize / patchSize / 2 ** stage;
    if (grid <= window || grid % window === 0) continue;
    yield {
      keys: [`${prefix}.WINDOW_SIZE`, 'DATA.IMG_SIZE', `${prefix}.PATCH_SIZE`],
      message: `${prefix}.WINDOW_SIZE (${window}) must divide the ${grid} tokens a side of stage ${stage + 1}, or be as large.`,
    };
    return;
  }
}
