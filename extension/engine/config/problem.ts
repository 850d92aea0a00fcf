import { UserError } from '../errors.js';

/** A stretch of a text file; lines and columns count from 1, the end is exclusive. */
export interface Range {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** Where a setting was made: in a file (at a range of it, or as a whole), or by an override. */
export type Place = { file: string; range?: Range } | 'override';

/**
 * The kind of a problem, for a program that offers a remedy: a text that is no YAML, a key that is set twice or does not
 * exist, a value where a section is due, a value that its key does not take, a BASE that cannot be followed, keys that
 * do not go together, a key that changes nothing, a value that no training starts with.
 */
export type ProblemCode =
  | 'yaml'
  | 'duplicate-key'
  | 'unknown-key'
  | 'no-section'
  | 'value'
  | 'base'
  | 'conflict'
  | 'no-effect'
  | 'refused';

/** Something wrong with a configuration, and where. */
export interface Problem {
  code: ProblemCode;
  /** One sentence that names the key and says what to do. */
  message: string;
  severity: 'error' | 'warning';
  place: Place;
  /** The key that it is about, where there is one. */
  key?: string;
}

/** The problem in the form that people read: `demo.yaml:12:5: DATA.FOO is not a known key.` */
export function describe({ place, message }: Problem): string {
  if (place === 'override') return `override: ${message}`;
  const { file, range } = place;
  return range ? `${file}:${range.line}:${range.column}: ${message}` : `${file}: ${message}`;
}

/** Throws the first error among the problems; warnings pass. */
export function throwFirstError(problems: Problem[]): void {
  const error = problems.find(problem => problem.severity === 'error');
  if (error) throw new UserError(describe(error));
}
