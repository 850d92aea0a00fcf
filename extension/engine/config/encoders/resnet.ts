import { excerpt } from '../excerpt.js';
import { choice, integer, integers } from '../field.js';
import type { Violation } from '../rules.js';
import type { Config } from '../schema.js';
import type { EncoderFamily } from './family.js';
import { resnetDrawing } from './resnetDrawing.js';
import { channels, DEEPEST, multipleRules, WIDEST } from './sizes.js';

const resnetKeys = {
  LAYERS: integers([3, 4, 6, 3], {
    description: 'Blocks of each of the four stages: [3, 4, 6, 3] is ResNet-50 (ResNet-34 with basic blocks).',
    unit: 'blocks',
    min: 1,
    max: DEEPEST,
  }),
  BLOCK: choice('bottleneck', ['bottleneck', 'basic'], {
    description: 'Kind of the blocks: bottleneck as in ResNet-50 and larger, basic as in ResNet-18 and 34.',
  }),
  WIDTH: integer(64, {
    description:
      'Channels after the stem, and of the first stage; every stage has twice as many as the one before. 64 in all known ResNets.',
    unit: 'channels',
    min: 4,
    max: WIDEST,
  }),
  IN_CHANS: integer(3, channels),
};

/** The residual network (fact sheet 1.10). */
export const resnet: EncoderFamily<typeof resnetKeys> = {
  keys: resnetKeys,
  title: 'ResNet',
  about: 'The ResNet encoder (TYPE: resnet).',
  rules: residualRules,
  drawing: resnetDrawing,
  head: () => ({ pooling: 'mean', linear: 'fc' }),
};

function* residualRules({ DATA: data, MODEL: { RESNET: resnet } }: Config): Generator<Violation> {
  if (resnet.LAYERS.length !== 4) {
    yield {
      keys: ['MODEL.RESNET.LAYERS'],
      message: `MODEL.RESNET.LAYERS ([${excerpt(resnet.LAYERS.join(', '))}]) must name the blocks of four stages, such as [3, 4, 6, 3].`,
    };
  }
  yield* multipleRules(data.IMG_SIZE, 32, 'resnet');
}
