import type { Config } from '../../config/schema.js';
import type { Encoder } from '../encoder.js';
import { featureMapsOf } from '../resnet/block.js';
import { blocksOf, type ResnetShape, resnet, resnetSpecs, STEM_WIDTH } from '../resnet/resnet.js';

/** Networks that have a number for a name, by their blocks. */
const known: Record<string, string> = {
  'basic 2,2,2,2': 'ResNet-18',
  'basic 3,4,6,3': 'ResNet-34',
  'bottleneck 3,4,6,3': 'ResNet-50',
  'bottleneck 3,4,23,3': 'ResNet-101',
  'bottleneck 3,8,36,3': 'ResNet-152',
};

/** The residual network of `MODEL.RESNET` (fact sheet 1.10). */
export function resnetEncoder(config: Config): Encoder {
  const shape = resnetShape(config);
  const { imageSize, channels, layers, kind } = shape;
  const blocks = blocksOf(shape);
  // After the stem a quarter of the image's side; every stage but the first halves it.
  let side = imageSize / 4;
  const grids = blocks.map(block => (side /= block.stride));
  return {
    name: known[`${kind} ${layers}`] ?? `ResNet [${layers.join(', ')}]${kind === 'basic' ? ', basic blocks' : ''}`,
    imageSize,
    channels,
    grid: side,
    width: blocks.at(-1)!.output,
    classToken: false,
    state: resnetSpecs(shape),
    layers: blocks.map(({ prefix, output }, i) => ({
      name: prefix.slice('encoder.'.length),
      grid: grids[i]!,
      width: output,
    })),
    featureMaps: [STEM_WIDTH * (imageSize / 2) ** 2, ...blocks.map((block, i) => featureMapsOf(block, grids[i]!))],
    dropRates: [],
    encode: (images, parameters, pass) => resnet(images, parameters, shape, pass),
  };
}

/** Sizes and options of the residual network of a config. */
export function resnetShape({ DATA, MODEL: { RESNET }, TRAIN }: Config): ResnetShape {
  return {
    imageSize: DATA.IMG_SIZE,
    channels: RESNET.IN_CHANS,
    layers: RESNET.LAYERS,
    kind: RESNET.BLOCK,
    recompute: TRAIN.USE_CHECKPOINT,
  };
}
