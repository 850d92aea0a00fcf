import { analyseConfig, type ConfigAnalysis } from '../../../engine/config/check.js';
import { type Entry, entriesOf } from '../text/entries.js';

/** Everything that the language features know about the text of a config. */
export interface Analysis extends ConfigAnalysis {
  entries: Entry[];
  /** Absolute paths of the files that it inherits from, directly or not, those that could not be read included. */
  bases: string[];
}

/**
 * @param file absolute path where the text is or will be saved
 * @param readBase gives the text of another config; throws when it cannot
 */
export function analyse(text: string, file: string, readBase: (file: string) => string): Analysis {
  const bases = new Set<string>();
  const analysed = analyseConfig(text, file, base => {
    bases.add(base);
    return readBase(base);
  });
  return { ...analysed, entries: entriesOf(text), bases: [...bases] };
}

/** Whether the text could be read as YAML at all; otherwise the configuration is that of an empty file. */
export function isReadable({ diagnostics }: Analysis): boolean {
  return !diagnostics.some(({ code }) => code === 'yaml' || code === 'duplicate-key');
}
