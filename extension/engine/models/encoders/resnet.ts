import { resnet as family } from '../../config/encoders/resnet.js';
import type { Config } from '../../config/schema.js';
import { cells, gridOver } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import { dropPathRates } from '../dropPath.js';
import type { FamilyEncoder, Purpose } from '../encoder.js';
import { uniformFanIn } from '../initialisers.js';
import { featureMapsOf } from '../resnet/block.js';
import { blocksOf, type ResnetShape, resnet, resnetSpecs } from '../resnet/resnet.js';

/** Networks that have a number for a name, by their blocks. */
const known: Record<string, string> = {
  'basic 2,2,2,2': 'ResNet-18',
  'basic 3,4,6,3': 'ResNet-34',
  'bottleneck 3,4,6,3': 'ResNet-50',
  'bottleneck 3,4,23,3': 'ResNet-101',
  'bottleneck 3,8,36,3': 'ResNet-152',
};

/** The residual network of `MODEL.RESNET` (fact sheet 1.10). Only where it learns classes, of images or pixels, branches are dropped (fact sheet 1.14). */
export function resnetEncoder(config: Config, input: InputSpec, purpose: Purpose): FamilyEncoder {
  const shape = resnetShape(config, input);
  const blocks = blocksOf(shape);
  const width = blocks.at(-1)!.output;
  const rate = purpose === 'pretraining' ? 0 : config.MODEL.DROP_PATH_RATE;
  // Pixels a side of a feature: four after the stem, and twice as many with every stage but the first.
  let pixels = 4;
  const grids = blocks.map(block => {
    pixels *= block.stride;
    return gridOver(input.size, pixels);
  });
  return {
    name: nameOf(shape),
    input,
    grid: grids.at(-1)!,
    width,
    classToken: false,
    state: resnetSpecs(shape),
    layers: blocks.map(({ prefix, output }, i) => ({
      name: prefix.slice('encoder.'.length),
      grid: grids[i]!,
      width: output,
    })),
    featureMaps: [
      shape.width * cells(gridOver(input.size, 2)),
      ...blocks.map((block, i) => featureMapsOf(block, cells(grids[i]!))),
    ],
    dropRates: rate > 0 ? dropPathRates(rate, blocks.length) : [],
    // The official code has none: torchvision's (fact sheet 1.10).
    head: { ...family.head(config), init: { weight: uniformFanIn(width), bias: uniformFanIn(width) } },
    encode: (images, parameters, pass) => resnet(images, parameters, shape, pass),
  };
}

function nameOf({ width, layers, kind }: ResnetShape): string {
  const usual =
    known[`${kind} ${layers}`] ?? `ResNet [${layers.join(', ')}]${kind === 'basic' ? ', basic blocks' : ''}`;
  return width === family.keys.WIDTH.default ? usual : `${usual}, width ${width}`;
}

/** Sizes and options of the residual network of a config. */
export function resnetShape({ MODEL: { RESNET }, TRAIN }: Config, { channels }: InputSpec): ResnetShape {
  return {
    channels,
    width: RESNET.WIDTH,
    layers: RESNET.LAYERS,
    kind: RESNET.BLOCK,
    recompute: TRAIN.USE_CHECKPOINT,
  };
}
