import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Place } from '../../../engine/config/problem.js';

/**
 * Where a value was set, as `../base.yaml:12`: the file as seen from that of the config, and the line.
 * Undefined for defaults and for what no line of a file says.
 *
 * @param config path of the config
 */
export function originOf(place: Place | undefined, config: string): string | undefined {
  if (!place || place === 'override' || !place.range) return undefined;
  const path = relative(dirname(config), resolve(place.file)).replaceAll('\\', '/');
  return `${path}:${place.range.line}`;
}

/** One origin behind a value: from `start` to `end` in the text, the file and its line, counted from 1. */
export interface OriginSpan {
  start: number;
  end: number;
  path: string;
  line: number;
}

/** The origins that stand behind the values of a text, whose strings may hold ` # ` too; `config` as for `originOf`. */
export function originSpans(text: string, config: string): OriginSpan[] {
  return [...text.matchAll(/(?<=^ *[A-Z].* # )((?:(?! # ).)+):(\d+)$/gm)].map(
    ({ 0: whole, 1: path, 2: line, index }) => ({
      start: index,
      end: index + whole.length,
      path: isAbsolute(path!) ? path! : join(dirname(config), path!),
      line: Number(line),
    }),
  );
}
