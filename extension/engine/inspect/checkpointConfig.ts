import { readCheckpointMeta } from '../checkpoint/checkpoint.js';
import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';

/** The config inside a checkpoint; another program's file, or one of a newer version, has none that can be read. */
export async function readCheckpointConfig(file: string): Promise<Config | undefined> {
  try {
    const { meta } = await readCheckpointMeta(file);
    return parseConfig(meta.config, file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
