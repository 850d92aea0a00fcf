import { excerpt } from '../excerpt.js';
import { integer, integers, numberOrNone } from '../field.js';
import type { Violation } from '../rules.js';
import type { Config } from '../schema.js';
import { convnextDrawing } from './convnextDrawing.js';
import type { EncoderFamily } from './family.js';
import { channels, DEEPEST, multipleRules, WIDEST } from './sizes.js';

const convnextKeys = {
  DEPTHS: integers([3, 3, 9, 3], {
    description: 'Blocks of each stage: [3, 3, 9, 3] is ConvNeXt-T.',
    unit: 'blocks',
    min: 1,
    max: DEEPEST,
  }),
  DIMS: integers([96, 192, 384, 768], { description: 'Width of each stage.', min: 1, max: WIDEST }),
  LAYER_SCALE: numberOrNone(1e-6, {
    description: 'Initial layer scale of each block; None leaves layer scale out.',
    min: 0,
  }),
  IN_CHANS: integer(3, channels),
};

/** ConvNeXt (Liu et al. 2022). */
export const convnext: EncoderFamily<typeof convnextKeys> = {
  keys: convnextKeys,
  title: 'ConvNeXt',
  dropsPaths: true,
  about: 'The ConvNeXt encoder (TYPE: convnext).',
  rules: convnextRules,
  drawing: convnextDrawing,
};

function* convnextRules({ DATA: data, MODEL: { CONVNEXT: convnext } }: Config): Generator<Violation> {
  const { DEPTHS, DIMS } = convnext;
  if (DEPTHS.length === 0 || DEPTHS.length !== DIMS.length) {
    const depths = excerpt(DEPTHS.join(', '));
    yield {
      keys: ['MODEL.CONVNEXT.DIMS', 'MODEL.CONVNEXT.DEPTHS'],
      message: `MODEL.CONVNEXT.DIMS has ${DIMS.length} widths for the ${DEPTHS.length} stages of MODEL.CONVNEXT.DEPTHS ([${depths}]); give each stage its blocks and its width.`,
    };
    return;
  }
  yield* multipleRules(data.IMG_SIZE, 4 * 2 ** (DEPTHS.length - 1), 'convnext');
}
