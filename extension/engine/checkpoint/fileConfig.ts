import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { type OfficialFile, type OpenedFile, type OwnFile, ownCheckpoint } from './open.js';
import { pickledConfig } from './pytorch/official/pickledConfig.js';

/** The config that a checkpoint was trained with. @throws UserError when it is damaged, or from a newer version */
export function configOf(opened: OwnFile | OfficialFile): Config {
  if (opened.kind === 'official') return pickledConfig(opened.config, opened.file);
  return parseConfig(ownCheckpoint(opened).meta.config, opened.file);
}

/** The config inside any file; another program's file, or one of a newer version, has none that can be read. */
export function readableConfig(opened: OpenedFile): Config | undefined {
  if (opened.kind === 'foreign') return undefined;
  try {
    return configOf(opened);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
