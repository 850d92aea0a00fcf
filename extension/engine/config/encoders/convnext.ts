import type { DrawnBlock, DrawnPart } from '../../../protocol/networkDrawing.js';
import { excerpt } from '../excerpt.js';
import { integer, integers, numberOrNone } from '../field.js';
import type { Violation } from '../rules.js';
import type { Config } from '../schema.js';
import type { EncoderDrawing } from './encoderDrawing.js';
import type { EncoderFamily } from './family.js';
import { blockCount, firstStageTitle, layer, picture, stack } from './parts.js';
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
  head: () => ({ pooling: 'mean', norm: 'head.norm', linear: 'head.fc' }),
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

/** A ConvNeXt: a stem of 4 x 4 patches, and stages of blocks; between them the grid is halved. */
function convnextDrawing({ DATA, MODEL: { CONVNEXT: convnext } }: Config): EncoderDrawing {
  const { IMG_SIZE: imageSize } = DATA;
  const { IN_CHANS: channels, DEPTHS: depths, DIMS: widths } = convnext;
  const gridOf = (stage: number) => imageSize / (4 * 2 ** stage);
  const last = depths.length - 1;
  const flow: DrawnPart[] = [
    picture('image', 'Image', channels, imageSize),
    layer('stem', '4 × 4 convolution', [`${channels} → ${widths[0]!}, stride 4`, 'layer norm'], ['encoder.stem.']),
    ...depths.flatMap((depth, i): DrawnPart[] => {
      const [name, grid] = [`encoder.stages.${i}.`, gridOf(i)];
      const sizes = [`${grid} × ${grid}`, `width ${widths[i]!}`];
      const blocks = stack(`stages.${i}`, blockCount(depth), sizes, [name], [`${name}downsample.`]);
      if (i === 0) return [blocks];
      const halved = ['layer norm', `2 × 2 convolution, stride 2`, `${widths[i - 1]!} → ${widths[i]!}`];
      return [layer(`downsample.${i}`, 'Downsampling', halved, [`${name}downsample.`]), blocks];
    }),
  ];
  return {
    flow,
    block: block(widths[0]!, depths[0]!, convnext.LAYER_SCALE !== null),
    features: { width: widths[last]!, grid: gridOf(last) },
  };
}

function block(width: number, depth: number, hasScale: boolean): DrawnBlock {
  const of = (name: string) => [`encoder.stages.0.blocks.0.${name}`];
  const parts = [
    layer('conv_dw', '7 × 7 convolution', [`each of ${width} by itself`], of('conv_dw.')),
    layer('norm', 'Layer norm', [`${width}`], of('norm.')),
    layer('fc1', 'Linear, GELU', [`${width} → ${4 * width}`], of('mlp.fc1.')),
    layer('fc2', 'Linear', [`${4 * width} → ${width}`], of('mlp.fc2.')),
    ...(hasScale ? [layer('gamma', 'Scale', [`${width}`], of('gamma'))] : []),
  ];
  return { title: firstStageTitle(depth), branches: [{ name: 'Convolution and MLP', parts }] };
}
