import { join } from 'node:path';
import type { Config } from '../config/schema.js';

/**
 * The run folder of a run that was given none: the official layout, OUTPUT/NAME/TAG, where the config names an OUTPUT;
 * else a folder in `root` beside other runs.
 */
export function defaultOutput(config: Config, root: string): string {
  return config.OUTPUT ? join(config.OUTPUT, config.MODEL.NAME, config.TAG) : join(root, 'runs', config.TAG);
}
