import type { Config } from '../../config/schema.js';
import { dropPathRates } from '../dropPath.js';
import type { Encoder } from '../encoder.js';
import type { SwinBlockShape } from '../swin/block.js';
import { type SwinShape, swin, swinSpecs } from '../swin/swin.js';

/** The Swin transformer of `MODEL.SWIN` (fact sheet 1.11). */
export function swinEncoder(config: Config): Encoder {
  const shape = swinShape(config);
  const { stages, imageSize, channels, patchSize } = shape;
  const { grid, width } = stages.at(-1)![0]!;
  const rate = config.MODEL.DROP_PATH_RATE;
  const blocks = stages.flat();
  const depths = stages.map(stage => stage.length).join('-');
  return {
    name: `Swin ${depths} x ${stages[0]![0]!.width}, patch ${patchSize}, window ${config.MODEL.SWIN.WINDOW_SIZE}`,
    imageSize,
    channels,
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
    encode: (images, parameters, pass) => swin(images, parameters, shape, pass),
  };
}

/** Sizes and options of the Swin transformer of a config. */
export function swinShape(config: Config): SwinShape {
  const s = config.MODEL.SWIN;
  const size = config.DATA.IMG_SIZE;
  return {
    imageSize: size,
    patchSize: s.PATCH_SIZE,
    channels: s.IN_CHANS,
    patchNorm: s.PATCH_NORM,
    positions: s.APE,
    stages: s.DEPTHS.map((depth, i) => Array.from({ length: depth }, (_, j) => blockShape(config, i, j))),
    recompute: config.TRAIN.USE_CHECKPOINT,
  };
}

/** Odd blocks shift by half a window. On a grid that is not larger than a window, the window is the grid. */
function blockShape({ DATA, MODEL: { SWIN: s } }: Config, stage: number, block: number): SwinBlockShape {
  const grid = DATA.IMG_SIZE / s.PATCH_SIZE / 2 ** stage;
  const width = s.EMBED_DIM * 2 ** stage;
  const heads = s.NUM_HEADS[stage]!;
  return {
    grid,
    size: Math.min(s.WINDOW_SIZE, grid),
    shift: block % 2 === 1 && grid > s.WINDOW_SIZE ? Math.floor(s.WINDOW_SIZE / 2) : 0,
    width,
    heads,
    qkvBias: s.QKV_BIAS,
    scale: s.QK_SCALE ?? (width / heads) ** -0.5,
    mlpRatio: s.MLP_RATIO,
  };
}
