import { isFineTuning, isSegmenting } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import { type ImageFolder, openImageFolder } from '../data/folder.js';
import type { Source } from '../data/source.js';
import type { Method } from './method.js';
import { mfm } from './mfm/mfm.js';
import { openTrainingMasks, segment } from './segment.js';
import { settleClasses, supervised } from './supervised/supervised.js';

/** A method as the engine finds it. */
interface MethodKind {
  create(config: Config): Method;
  /** What it learns from; by default the images of DATA.DATA_PATH. @throws UserError when there is nothing to learn from */
  open?(config: Config): Promise<ImageFolder>;
  /** The config with what follows from the images, such as how many classes there are. @throws UserError when they do not suit */
  settle?(config: Config, source: Source): Config;
}

const kinds: Record<'mfm' | 'supervised' | 'segment', MethodKind> = {
  mfm: { create: mfm },
  supervised: { create: supervised, settle: settleClasses },
  segment: { create: segment, open: openTrainingMasks },
};

/** The method that a config describes. @throws UserError for settings that it cannot be built with */
export function createMethod(config: Config): Method {
  return kindOf(config).create(config);
}

/** What the method of a config learns from, in DATA.DATA_PATH. @throws UserError when there is nothing to learn from */
export function openTrainingSource(config: Config): Promise<ImageFolder> {
  return kindOf(config).open?.(config) ?? openImageFolder(config.DATA.DATA_PATH);
}

/** The config as it is for these images. @throws UserError when they do not suit the method */
export function settled(config: Config, source: Source): Config {
  return kindOf(config).settle?.(config, source) ?? config;
}

function kindOf(config: Config): MethodKind {
  if (isSegmenting(config)) return kinds.segment;
  return kinds[isFineTuning(config) ? 'supervised' : 'mfm'];
}
