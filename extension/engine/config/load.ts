import { UserError } from '../errors.js';
import { readTextSync } from '../files/regularFile.js';
import { type Override, parseConfig } from './parse.js';
import type { Config } from './schema.js';
import { MOST_CHARACTERS } from './yamlLimits.js';

/**
 * Reads a configuration file with everything that it inherits from. A relative path (DATA.DATA_PATH, OUTPUT, ...) is
 * relative to the file that sets it; in an override it is relative to the working directory. The result has absolute ones.
 * @param warn is told what has no effect, a sentence each
 * @throws UserError with file, line and column for the first thing that is wrong.
 */
export async function loadConfig(
  file: string,
  overrides: Override[] = [],
  warn?: (sentence: string) => void,
): Promise<Config> {
  return parseConfig(readText(file), file, { overrides, readBase: readText, warn });
}

/** The text of a configuration file. @throws UserError that names the file and the reason. */
export function readText(file: string): string {
  try {
    return readTextSync(file, MOST_CHARACTERS);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder, not a configuration file',
    ENOTDIR: 'there is no such folder',
    EACCES: 'you have no permission to read it',
  };
  return reasons[code ?? ''] ?? message;
}
