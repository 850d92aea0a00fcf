import type { Span } from '../text/entries.js';

/** What somebody is writing at a place of a config's text. */
export type Cursor = KeyCursor | ValueCursor;

export interface KeyCursor {
  kind: 'key';
  /** With its dots; '' at the top level. */
  section: string;
  /** The other keys of the section. */
  present: string[];
  /** The name as far as it is there. */
  span: Span;
  /** A colon follows the name. */
  hasColon: boolean;
  /** Inside `{ }`. */
  isFlow: boolean;
}

export interface ValueCursor {
  kind: 'value';
  /** With its dots. */
  key: string;
  /** The value, or the item of a list, as far as it is there, quotes included. */
  span: Span;
  /** What of it stands before the cursor, without a quote. */
  typed: string;
  quote: '' | "'" | '"';
  /** It is one item of a list. */
  isItem: boolean;
}

/**
 * The cursor in a value.
 *
 * @param value what of it stands before the cursor, and `after` the rest of the line
 */
export function valueCursor(key: string, value: string, after: string, offset: number, isItem: boolean): ValueCursor {
  const isList = /^[[(]/.test(value);
  const token = (isList ? /[^,[(]*$/.exec(value)![0] : value).trimStart();
  const quote = (/^["']/.exec(token)?.[0] ?? '') as ValueCursor['quote'];
  const rest = quote ? new RegExp(`^[^${quote}]*${quote}?`).exec(after)![0] : /^[^\s,\])}#]*/.exec(after)![0];
  return {
    kind: 'value',
    key,
    span: { start: offset - token.length, end: offset + rest.length },
    typed: token.slice(quote.length),
    quote,
    isItem: isItem || isList,
  };
}
