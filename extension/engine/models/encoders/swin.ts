import { swin as family } from '../../config/encoders/swin.js';
import type { Config } from '../../config/schema.js';
import { gridOver } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import { dropPathRates } from '../dropPath.js';
import type { FamilyEncoder } from '../encoder.js';
import { constant, normalWeights } from '../initialisers.js';
import type { SwinBlockShape } from '../swin/block.js';
import { type SwinShape, swin, swinSpecs } from '../swin/swin.js';

/** The Swin transformer of `MODEL.SWIN` (fact sheet 1.11). */
export function swinEncoder(config: Config, input: InputSpec): FamilyEncoder {
  const shape = swinShape(config, input);
  const { stages, patchSize } = shape;
  const { grid, width } = stages.at(-1)![0]!;
  const rate = config.MODEL.DROP_PATH_RATE;
  const blocks = stages.flat();
  const depths = stages.map(stage => stage.length).join('-');
  return {
    name: `Swin ${depths} x ${stages[0]![0]!.width}, patch ${patchSize}, window ${config.MODEL.SWIN.WINDOW_SIZE}`,
    input,
    grid,
    width,
    classToken: false,
    state: swinSpecs(shape),
    layers: stages.flatMap((stage, i) =>
      stage.map(({ grid, width, heads, size, shift }, j) => ({
        name: `layers.${i}.blocks.${j}`,
        grid,
        width,
        attention: { heads, window: { size, shift } },
      })),
    ),
    dropRates: rate > 0 ? dropPathRates(rate, blocks.length).flatMap(r => [r, r]) : [],
    head: { ...family.head(config), init: { weight: normalWeights, bias: constant(0) } },
    encode: (images, parameters, pass) => swin(images, parameters, shape, pass),
  };
}

/** Sizes and options of the Swin transformer of a config. */
export function swinShape(config: Config, input: InputSpec): SwinShape {
  const s = config.MODEL.SWIN;
  return {
    patchSize: s.PATCH_SIZE,
    channels: input.channels,
    patchNorm: s.PATCH_NORM,
    positions: s.APE,
    stages: s.DEPTHS.map((depth, i) => Array.from({ length: depth }, (_, j) => blockShape(config, input, i, j))),
    recompute: config.TRAIN.USE_CHECKPOINT,
  };
}

/** Odd blocks shift by half a window. On a grid that is not larger than a window, the window is the grid. */
function blockShape({ MODEL: { SWIN: s } }: Config, input: InputSpec, stage: number, block: number): SwinBlockShape {
  const grid = gridOver(input.size, s.PATCH_SIZE * 2 ** stage);
  const side = Math.min(...grid);
  const width = s.EMBED_DIM * 2 ** stage;
  const heads = s.NUM_HEADS[stage]!;
  return {
    grid,
    size: Math.min(s.WINDOW_SIZE, side),
    shift: block % 2 === 1 && side > s.WINDOW_SIZE ? Math.floor(s.WINDOW_SIZE / 2) : 0,
    width,
    heads,
    qkvBias: s.QKV_BIAS,
    scale: s.QK_SCALE ?? (width / heads) ** -0.5,
    mlpRatio: s.MLP_RATIO,
  };
}
