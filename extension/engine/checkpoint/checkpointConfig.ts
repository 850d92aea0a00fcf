import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { readCheckpointMeta } from './checkpoint.js';
import { pickledConfig } from './pytorch/official/pickledConfig.js';
import { openTensorFile } from './tensorFile.js';

/** The config inside a checkpoint; another program's file, or one of a newer version, has none that can be read. */
export async function readCheckpointConfig(file: string): Promise<Config | undefined> {
  try {
    const { format, values } = await openTensorFile(file);
    if (format === 'pytorch') return pickledConfig(values ?? null, file);
    const { meta } = await readCheckpointMeta(file);
    return parseConfig(meta.config, file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
