import { readText } from '../engine/config/load.js';
import { parseConfig } from '../engine/config/parse.js';
import type { Config } from '../engine/config/schema.js';
import type { ConfigSource } from '../protocol/workerApi.js';

/**
 * The resolved configuration of a request.
 *
 * @throws UserError with file, line and column for the first thing that is wrong
 */
export function readConfig({ file, text, overrides = [] }: ConfigSource): Config {
  return parseConfig(text ?? readText(file), file, { overrides, readBase: readText });
}
