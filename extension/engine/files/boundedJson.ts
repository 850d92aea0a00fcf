import { type GenericSchema, type InferOutput, safeParse } from 'valibot';

/** What a JSON text may ask for, counted before anything is built of it. */
export interface JsonLimits {
  /** Lists and objects inside one another. */
  depth: number;
  /** Values and keys in all, roughly: commas, brackets and braces. */
  values: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** The text asks for more than it may. The message is a part of a sentence. */
export class JsonLimitError extends SyntaxError {}

/** `JSON.parse` for a text of anyone's. @throws SyntaxError for a text that is none, JsonLimitError beyond the limits */
export function parseBoundedJson(text: string, { depth, values }: JsonLimits): unknown {
  let [nesting, count] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfString(text, i);
      continue;
    }
    if (OPENING.has(code)) nesting++;
    else if (CLOSING.has(code)) nesting--;
    else if (code !== COMMA) continue;
    if (nesting > depth) throw new JsonLimitError(`it nests more than ${depth} deep`);
    if (++count > values) throw new JsonLimitError(`it holds more than ${values} values`);
  }
  return JSON.parse(text);
}

/** The value of a JSON text when it is of the schema's form; `undefined` for anything else. */
export function parseJsonAs<S extends GenericSchema>(
  schema: S,
  text: string,
  limits: JsonLimits,
): InferOutput<S> | undefined {
  try {
    const { success, output } = safeParse(schema, parseBoundedJson(text, limits));
    return success ? (output as InferOutput<S>) : undefined;
  } catch {
    return undefined;
  }
}

/** Where the string that begins at `start` has its closing quote; the end of the text when it has none. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
