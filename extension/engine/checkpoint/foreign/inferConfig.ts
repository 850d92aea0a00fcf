import { type Config, defaultConfig } from '../../config/schema.js';
import type { FoundEncoder } from './findEncoder.js';
import { foreignFamilies } from './registry.js';

/** A config whose encoder has the sizes of the tensors, and what had to be assumed, in sentences. */
export interface Inferred {
  config: Config;
  assumed: string[];
}

/** The config that an encoder's tensors let conclude; nothing where they do not say enough. */
export function inferConfig({ family, tensors }: FoundEncoder): Inferred | undefined {
  const config = defaultConfig();
  config.MODEL.TYPE = family;
  config.MODEL.DROP_PATH_RATE = 0;
  const assumed = foreignFamilies[family].infer(config, tensors);
  // The mask that it is first looked at with has to fit its images.
  config.DATA.MASK_RADIUS1 = Math.min(config.DATA.MASK_RADIUS1, Math.ceil(config.DATA.IMG_SIZE / 4));
  return assumed && { config, assumed };
}
