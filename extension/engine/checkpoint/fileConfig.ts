import { stringify } from 'yaml';
import { parseConfig } from '../config/parse.js';
import { type Config, fields } from '../config/schema.js';
import { MOST_ITEMS } from '../config/value.js';
import { MOST_OF_VALUE } from '../config/yamlLimits.js';
import { UserError } from '../errors.js';
import { type OfficialFile, type OpenedFile, type OwnFile, ownCheckpoint } from './open.js';
import { isPlain } from './pytorch/leaves.js';
import { type Dictionary, dictionaryOf, type PickleValue } from './pytorch/pickleValue.js';

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

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/**
 * The config of an official checkpoint (`officialConfig`). Keys that are not known here (of other versions) are left out.
 *
 * @param file named in messages; relative paths are relative to it
 * @throws UserError when a value of it is none that its key can have
 */
export function pickledConfig(config: Dictionary, file: string): Config {
  return parseConfig(stringify(known(config, '')), file);
}

/** The settings of a section that the schema has, as plain data. */
function known(section: Dictionary, prefix: string): { [key: string]: Plain } {
  const settings: { [key: string]: Plain } = {};
  for (const [name, value] of section) {
    if (typeof name !== 'string' || `${prefix}${name}` === 'BASE') continue;
    const inner = dictionaryOf(value);
    if (inner && isSection(`${prefix}${name}`)) settings[name] = known(inner, `${prefix}${name}.`);
    else if (fields.has(`${prefix}${name}`)) settings[name] = plain(value);
  }
  return settings;
}

/** Also stops what contains itself: no section of the schema does. */
function isSection(key: string): boolean {
  return [...fields.keys()].some(name => name.startsWith(`${key}.`));
}

/** One item or character more than may be shows that there are too many. No value holds lists of lists. */
function plain(value: PickleValue): Plain {
  return Array.isArray(value) ? value.slice(0, MOST_ITEMS + 1).map(single) : single(value);
}

function single(value: PickleValue): Plain {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return value.slice(0, MOST_OF_VALUE + 1);
  return isPlain(value) ? value : '?';
}
