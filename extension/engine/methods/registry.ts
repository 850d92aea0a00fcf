import type { Config } from '../config/schema.js';
import type { Source } from '../data/source.js';
import type { Method } from './method.js';
import { mfm } from './mfm/mfm.js';
import { settleClasses, supervised } from './supervised.js';

/** A method as the engine finds it. */
interface MethodKind {
  create(config: Config): Method;
  /** The config with what follows from the images, such as how many classes there are. */
  settle?(config: Config, source: Source): Config;
}

/** By METHOD. */
const kinds: Record<Config['METHOD'], MethodKind> = {
  mfm: { create: mfm },
  supervised: { create: supervised, settle: settleClasses },
};

/** The method that a config describes. @throws UserError for settings that it cannot be built with */
export function createMethod(config: Config): Method {
  return kinds[config.METHOD].create(config);
}

/** The config as it is for these images. */
export function settled(config: Config, source: Source): Config {
  return kinds[config.METHOD].settle?.(config, source) ?? config;
}
