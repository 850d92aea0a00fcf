import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import type { Encoder, Purpose } from './encoder.js';
import { resnetEncoder } from './encoders/resnet.js';
import { swinEncoder } from './encoders/swin.js';
import { vitEncoder } from './encoders/vit.js';

/** The families of encoders by their MODEL.TYPE. */
const families: Record<Config['MODEL']['TYPE'], (config: Config, purpose: Purpose) => Encoder> = {
  vit: vitEncoder,
  resnet: resnetEncoder,
  swin: swinEncoder,
};

/** The encoder that a config describes. Throws UserError for settings that it cannot be built with. */
export function createEncoder(config: Config, purpose: Purpose): Encoder {
  if (config.MODEL.DROP_RATE > 0) {
    throw new UserError('MODEL.DROP_RATE is not supported; set it to 0.0 as the paper does.');
  }
  return families[config.MODEL.TYPE](config, purpose);
}
