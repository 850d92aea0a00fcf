import { dirname, isAbsolute, join, resolve } from 'node:path';
import { messageOf } from '../errors.js';
import { type Raw, readDocument, type Setting } from './document.js';
import { oneLine } from './excerpt.js';
import type { Field, Value } from './field.js';
import { unquoted } from './literal.js';
import { describe, type Place, type Problem, type ProblemCode, throwFirstError } from './problem.js';
import { readValue } from './read.js';
import { refusalOf } from './refusal.js';
import { violations } from './rules.js';
import { type Config, defaultConfig, fields, setValue, valueAt } from './schema.js';
import { unknownKey } from './unknownKey.js';
import { noEffect, sameValue } from './where.js';

/** Files that BASE may lead to, each counted as often as it is named. */
const MOST_BASES = 16;
const TOO_MANY_BASES = `BASE leads to more than ${MOST_BASES} files; name each of them once.`;

/** A key with its dots and its value as written on a command line: ['TRAIN.EPOCHS', '3']. */
export type Override = [key: string, value: string];

export interface ParseOptions {
  /** Settings that win over the file, in their order. Paths in them are relative to the working directory. */
  overrides?: Override[];
  /** Gives the text of a file that `BASE` names; throws an error whose message says why it cannot. */
  readBase?: (file: string) => string;
  /** Is told what has no effect: one sentence, with file, line and column. */
  warn?: (sentence: string) => void;
}

/**
 * Reads a configuration: defaults, then the files of `BASE` in their order, then the text, then the overrides.
 * @param file where the text comes from: messages name it, and its folder is what relative paths are relative to.
 * @returns the resolved configuration; its non-empty paths are absolute.
 * @throws UserError for the first thing that is wrong, with file, line and column.
 */
export function parseConfig(text: string, file: string, options: ParseOptions = {}): Config {
  const { config, problems } = assemble(text, file, options);
  throwFirstError(problems);
  for (const problem of problems) if (problem.code === 'no-effect') options.warn?.(describe(problem));
  return config;
}

/** Values, and where each key that is not left at its default was set. */
export interface Settings {
  config: Config;
  places: Map<string, Place>;
}

/** A configuration as far as it could be read, and everything that is wrong with it. */
export interface Assembly extends Settings {
  /** What the text would be without settings of its own: what the files of BASE say. */
  inherited: Settings;
  problems: Problem[];
}

/** As `parseConfig`, but collects all problems instead of throwing the first. */
export function assemble(text: string, file: string, { overrides = [], readBase }: ParseOptions): Assembly {
  const assembler = new Assembler(readBase);
  assembler.file(text, file, [resolve(file)]);
  for (const override of overrides) assembler.override(...override);
  const { config, places, problems } = assembler;
  const isRead = !problems.some(problem => problem.severity === 'error');
  if (isRead) {
    for (const { keys, message } of violations(config)) {
      const key = keys.find(name => places.has(name)) ?? keys[0]!;
      problems.push({ code: 'conflict', message, severity: 'error', key, place: places.get(key) ?? { file } });
    }
  }
  problems.push(...warnings(assembler, isRead));
  return assembler;
}

/** What was asked for in vain. Where a key counts is known when all the others are. */
function* warnings({ config, places }: Assembly, isRead: boolean): Generator<Problem> {
  for (const [key, place] of places) {
    const field = fields.get(key)!;
    if (sameValue(valueAt(config, key), field.default)) continue;
    const reason = isRead ? noEffect(field, config) : field.ignored;
    if (reason) {
      yield { code: 'no-effect', message: `${key} has no effect: ${reason}.`, severity: 'warning', key, place };
    }
    const message = refusalOf(config, key);
    if (message) yield { code: 'refused', message, severity: 'warning', key, place };
  }
}

class Assembler implements Assembly {
  readonly config = defaultConfig();
  readonly places = new Map<string, Place>();
  readonly problems: Problem[] = [];
  inherited: Settings = { config: defaultConfig(), places: new Map() };
  private bases = 0;

  constructor(private readonly readBase?: (file: string) => string) {}

  /** Applies the files that this one inherits from, then its own settings. `chain` = the files that are being read. */
  file(text: string, file: string, chain: string[]): void {
    const { settings, problems } = readDocument(text, file);
    this.problems.push(...problems);
    for (const setting of settings) if (setting.key === 'BASE') this.inherit(setting, file, chain);
    // Of a file in the middle of the chain too, but the text itself comes last.
    this.inherited = { config: structuredClone(this.config), places: new Map(this.places) };
    for (const setting of settings) {
      if (setting.key !== 'BASE') this.set(setting.key, setting.raw, path => resolve(dirname(file), path));
    }
  }

  override(key: string, text: string): void {
    const place: Place = 'override';
    const inside = [...fields.keys()].find(name => name.startsWith(`${key}.`));
    if (inside) this.report('no-section', `${key} is a section; name a key of it, such as ${inside}.`, place, key);
    else if (!fields.has(key)) this.report('unknown-key', unknownKey(key), place, key);
    else if (key === 'BASE') this.report('base', 'BASE can only be set in a file.', place, key);
    else this.set(key, { kind: 'scalar', text: unquoted(text), plain: false, place }, path => resolve(path));
  }

  private inherit({ raw }: Setting, file: string, chain: string[]): void {
    const names = this.read('BASE', raw) as string[] | undefined;
    for (const name of names?.filter(Boolean) ?? []) {
      if (++this.bases > MOST_BASES) {
        // Said once, however many names are left.
        if (this.bases === MOST_BASES + 1) this.report('base', TOO_MANY_BASES, raw.place, 'BASE');
        return;
      }
      const base = isAbsolute(name) ? name : join(dirname(file), name);
      const text = this.baseText(base, raw.place, chain);
      this.places.set('BASE', raw.place);
      if (text !== undefined) this.file(text, base, [...chain, resolve(base)]);
    }
  }

  private baseText(base: string, place: Place, chain: string[]): string | undefined {
    if (chain.includes(resolve(base))) {
      this.report('base', `BASE names ${oneLine(base)}, which inherits from this file; take it out.`, place, 'BASE');
      return undefined;
    }
    if (!this.readBase) {
      this.report('base', 'BASE cannot be followed here; write out the settings of its files.', place, 'BASE');
      return undefined;
    }
    try {
      return this.readBase(base);
    } catch (error) {
      this.report('base', `BASE: ${oneLine(messageOf(error))}`, place, 'BASE');
      return undefined;
    }
  }

  private set(key: string, raw: Raw, locate: (path: string) => string): void {
    const value = this.read(key, raw);
    if (value === undefined) return;
    const field = fields.get(key)!;
    setValue(this.config, key, field.path && value ? locate(value as string) : value);
    this.places.set(key, raw.place);
  }

  private read(key: string, raw: Raw): Value | undefined {
    const reading = readValue(key, fields.get(key) as Field, raw);
    if ('value' in reading) return reading.value;
    this.report('value', reading.message, reading.place, key);
    return undefined;
  }

  private report(code: ProblemCode, message: string, place: Place, key: string): void {
    this.problems.push({ code, message, severity: 'error', place, key });
  }
}
