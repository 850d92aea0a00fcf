import { convnext as family } from '../../config/encoders/convnext.js';
import type { Config } from '../../config/schema.js';
import { gridOver } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import { type ConvnextShape, convnext, convnextSpecs, STEM } from '../convnext/convnext.js';
import { dropPathRates } from '../dropPath.js';
import type { FamilyEncoder } from '../encoder.js';
import { constant, normalWeights } from '../initialisers.js';

/** Networks that have a letter for a name, by their blocks and widths. */
const known: Record<string, string> = {
  '3,3,9,3 x 96,192,384,768': 'ConvNeXt-T',
  '3,3,27,3 x 96,192,384,768': 'ConvNeXt-S',
  '3,3,27,3 x 128,256,512,1024': 'ConvNeXt-B',
  '3,3,27,3 x 192,384,768,1536': 'ConvNeXt-L',
};

/** The ConvNeXt of `MODEL.CONVNEXT` (Liu et al. 2022). */
export function convnextEncoder(config: Config, input: InputSpec): FamilyEncoder {
  const shape = convnextShape(config, input);
  const { depths, widths } = shape;
  const rate = config.MODEL.DROP_PATH_RATE;
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  const gridOf = (stage: number) => gridOver(input.size, STEM * 2 ** stage);
  return {
    name: known[`${depths} x ${widths}`] ?? `ConvNeXt ${depths.join('-')} x ${widths[0]}`,
    input,
    grid: gridOf(depths.length - 1),
    width: widths.at(-1)!,
    classToken: false,
    state: convnextSpecs(shape),
    layers: depths.flatMap((depth, i) =>
      Array.from({ length: depth }, (_, j) => ({
        name: `stages.${i}.blocks.${j}`,
        grid: gridOf(i),
        width: widths[i]!,
      })),
    ),
    dropRates: rate > 0 ? dropPathRates(rate, blocks) : [],
    head: { ...family.head(config), init: { weight: normalWeights, bias: constant(0) } },
    encode: (images, parameters, pass) => convnext(images, parameters, shape, pass),
  };
}

/** Sizes and options of the ConvNeXt of a config. */
export function convnextShape({ MODEL: { CONVNEXT }, TRAIN }: Config, { channels, size }: InputSpec): ConvnextShape {
  return {
    channels,
    size,
    depths: CONVNEXT.DEPTHS,
    widths: CONVNEXT.DIMS,
    layerScale: CONVNEXT.LAYER_SCALE,
    recompute: TRAIN.USE_CHECKPOINT,
  };
}
