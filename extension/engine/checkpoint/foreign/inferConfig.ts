import type { EncoderType } from '../../config/encoders/registry.js';
import { type Config, defaultConfig } from '../../config/schema.js';
import type { EncoderTensors } from './encoderTensors.js';
import { foreignFamilies } from './registry.js';

/** A config whose encoder has the sizes of the tensors, and what had to be assumed, in sentences. */
export interface Inferred {
  config: Config;
  assumed: string[];
}

/** The config that an encoder's tensors let conclude; nothing where they do not say enough. */
export function inferConfig(family: EncoderType, tensors: EncoderTensors['tensors']): Inferred | undefined {
  const config = defaultConfig();
  config.MODEL.TYPE = family;
  config.MODEL.DROP_PATH_RATE = 0;
  const assumed = foreignFamilies[family].infer(config, tensors);
  return assumed && { config, assumed };
}
