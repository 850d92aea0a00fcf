import { UserError } from '../errors.js';
import { readText } from './load.js';
import { assemble, type Settings } from './parse.js';
import { describe, type Problem, type ProblemCode, type Range } from './problem.js';
import { violations } from './rules.js';
import { type Config, fields, valueAt } from './schema.js';
import { valueProblem } from './value.js';

/** One thing that is wrong with the text of a configuration file; lines and columns count from 1, the end is exclusive. */
export interface Diagnostic extends Range {
  code: ProblemCode;
  message: string;
  severity: 'error' | 'warning';
  /** The key that it is about, where there is one. */
  key?: string;
}

/**
 * Everything that is wrong with a text that is being edited, in the order of the text. Problems of a file that it
 * inherits from stand at its BASE line.
 * @param file where the text will be saved.
 */
export function checkConfig(text: string, file: string, readBase: (file: string) => string = readText): Diagnostic[] {
  return analyseConfig(text, file, readBase).diagnostics;
}

/** What a text amounts to as far as it could be read, with what is wrong with it, which counts as not written. */
export interface ConfigAnalysis extends Settings {
  /** What the files of BASE say. */
  inherited: Settings;
  diagnostics: Diagnostic[];
}

/** As `checkConfig`, together with the configuration. */
export function analyseConfig(
  text: string,
  file: string,
  readBase: (file: string) => string = readText,
): ConfigAnalysis {
  const { config, places, inherited, problems } = assemble(text, file, { readBase });
  const base = places.get('BASE');
  const start: Range = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const fallback = (base !== undefined && base !== 'override' && base.file === file && base.range) || start;
  const diagnostics = problems
    .map(problem => diagnostic(problem, file, fallback))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { config, places, inherited, diagnostics };
}

/**
 * Checks a configuration that was built in code: each value by itself, and the values against each other.
 * @throws UserError for the first that is wrong.
 */
export function validateConfig(config: Config): void {
  const message = wrongValue(config);
  if (message) throw new UserError(message);
  for (const { message } of violations(config)) throw new UserError(message);
}

/** Why no network can be built by a configuration that was made in code, whatever it would be trained on; undefined when one can. */
export function modelProblem(config: Config): string | undefined {
  const ofModel = [...violations(config)].find(({ keys }) => keys.some(key => key.startsWith('MODEL.')));
  return wrongValue(config) ?? ofModel?.message;
}

function wrongValue(config: Config): string | undefined {
  for (const [key, field] of fields) {
    const message = valueProblem(key, field, valueAt(config, key));
    if (message) return message;
  }
  return undefined;
}

function diagnostic(problem: Problem, file: string, fallback: Range): Diagnostic {
  const { code, message, severity, key, place } = problem;
  const here = place !== 'override' && place.file === file;
  const range = (here && place.range) || fallback;
  return { code, message: here ? message : describe(problem), severity, key, ...range };
}
