import { isFineTuning } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import type { Source } from '../data/source.js';
import type { Method } from './method.js';
import { mfm } from './mfm/mfm.js';
import { settleClasses, supervised } from './supervised/supervised.js';

/** A method as the engine finds it. */
interface MethodKind {
  create(config: Config): Method;
  /** The config with what follows from the images, such as how many classes there are. @throws UserError when they do not suit */
  settle?(config: Config, source: Source): Config;
}

const kinds: Record<'mfm' | 'supervised', MethodKind> = {
  mfm: { create: mfm },
  supervised: { create: supervised, settle: settleClasses },
};

/** The method that a config describes. @throws UserError for settings that it cannot be built with */
export function createMethod(config: Config): Method {
  return kindOf(config).create(config);
}

/** The config as it is for these images. @throws UserError when they do not suit the method */
export function settled(config: Config, source: Source): Config {
  return kindOf(config).settle?.(config, source) ?? config;
}

function kindOf(config: Config): MethodKind {
  return kinds[isFineTuning(config) ? 'supervised' : 'mfm'];
}
