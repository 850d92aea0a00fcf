import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import type { Encoder, Purpose } from './encoder.js';
import { swinEncoder } from './encoders/swin.js';
import { vitEncoder } from './encoders/vit.js';

/** The families of encoders by their MODEL.TYPE. */
const families: Record<Config['MODEL']['TYPE'], (config: Config, purpose: Purpose) => Encoder> = {
  vit: vitEncoder,
  resnet: notYet,
  swin: swinEncoder,
};

function notYet({ MODEL }: Config): Encoder {
  throw new UserError(`MODEL.TYPE is '${MODEL.TYPE}', which cannot be pre-trained yet; set it to vit or swin.`);
}

/** The encoder that a config describes. Throws UserError for settings that it cannot be built with. */
export function createEncoder(config: Config, purpose: Purpose): Encoder {
  return families[config.MODEL.TYPE](config, purpose);
}
