import { Lexer, Parser } from 'yaml';

/** Characters of a text: a hundred times a usual config. */
export const MOST_CHARACTERS = 2 ** 17;

/** Collections inside one another; a list in a section of a section is the deepest of a config. */
const MOST_LEVELS = 32;

/** Words, spaces, line breaks and signs; a config with all of its keys has fewer than two thousand. */
const MOST_TOKENS = 10_000;

/** Each looks for its anchor through the whole text. */
const MOST_ALIASES = 100;

/** Characters of one value: no system has longer paths. */
export const MOST_OF_VALUE = 4096;

/**
 * What is too much about a text to be a config, as the middle of a sentence: 'it nests more than 32 levels deep'. Every
 * reader asks before it parses, because building the nodes of a text may take thousands of times its size, and the stack. Here
 * nothing is built, and reading ends where it is too much.
 */
export function yamlExcess(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return `it has more than ${MOST_CHARACTERS} characters`;
  const parser = new Parser();
  let [tokens, aliases] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    for (const _ of parser.next(token));
    if (parser.stack.length > MOST_LEVELS) return `it nests more than ${MOST_LEVELS} levels deep`;
    if (token.startsWith('*') && ++aliases > MOST_ALIASES) return `it has more than ${MOST_ALIASES} aliases`;
    if (token.length > MOST_OF_VALUE && !/^[#\s]/.test(token)) {
      return `it has a value of more than ${MOST_OF_VALUE} characters`;
    }
    // In double quotes every backslash can be an error of its own.
    tokens += token.startsWith('"') ? token.split('\\').length : 1;
    if (tokens > MOST_TOKENS) return `it has more than ${MOST_TOKENS} words and signs`;
  }
  return undefined;
}
