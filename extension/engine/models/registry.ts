import type { EncoderType } from '../config/encoders/registry.js';
import { channelsOf } from '../config/encoders/registry.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import type { InputSpec } from '../input/input.js';
import type { Encoder, FamilyEncoder, Purpose } from './encoder.js';
import { convnextEncoder } from './encoders/convnext.js';
import { resnetEncoder } from './encoders/resnet.js';
import { swinEncoder } from './encoders/swin.js';
import { vitEncoder } from './encoders/vit.js';

/** The networks of the families of `config/encoders/registry.ts`, by their MODEL.TYPE. */
const families: Record<EncoderType, (config: Config, input: InputSpec, purpose: Purpose) => FamilyEncoder> = {
  vit: vitEncoder,
  resnet: resnetEncoder,
  swin: swinEncoder,
  convnext: convnextEncoder,
};

/**
 * The encoder that a config describes. Throws UserError for settings that it cannot be built with.
 *
 * @param input by default the config's
 */
export function createEncoder(config: Config, purpose: Purpose, input = inputOf(config)): Encoder {
  if (config.MODEL.DROP_RATE > 0) {
    throw new UserError('MODEL.DROP_RATE is not supported; set it to 0.0 as the paper does.');
  }
  return { ...families[config.MODEL.TYPE](config, input, purpose), amp: config.AMP_OPT_LEVEL };
}

/** What the network of a config takes. */
function inputOf(config: Config): InputSpec {
  const { IMG_SIZE: side, MEAN: mean, STD: std } = config.DATA;
  return { channels: channelsOf(config), size: [side, side], mean, std };
}
