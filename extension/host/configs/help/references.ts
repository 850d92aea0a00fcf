import { dirname, isAbsolute, join } from 'node:path';
import type { Entry, Span } from '../text/entries.js';
import { pathKind } from './keyHelp.js';

/** A file or folder that a config names. */
export interface Reference {
  span: Span;
  /** Absolute. */
  path: string;
  key: string;
}

/**
 * The files and folders that a config names, whether they exist or not.
 *
 * @param file the config itself, which relative paths start from
 */
export function referencesOf(entries: Entry[], file: string): Reference[] {
  return entries.flatMap(({ key, text, items, valueSpan }) => {
    if (!pathKind(key)) return [];
    const single = key !== 'BASE' && text && valueSpan ? [{ text, span: valueSpan }] : [];
    return [...single, ...items]
      .filter(item => item.text !== '')
      .map(({ text: path, span }) => ({ key, span, path: isAbsolute(path) ? path : join(dirname(file), path) }));
  });
}
