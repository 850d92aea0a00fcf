import { channelsOf } from '../config/encoders/registry.js';
import type { Config } from '../config/schema.js';
import type { InputSpec } from '../input/input.js';

/** What the network of a config takes. */
export function inputOf(config: Config): InputSpec {
  const { IMG_SIZE: side, MEAN: mean, STD: std } = config.DATA;
  return { channels: channelsOf(config), size: [side, side], mean, std };
}
