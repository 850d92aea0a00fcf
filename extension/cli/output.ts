import { stderr, stdout } from './terminal.js';

/** Prints text for people on stdout, with a line end. */
export function print(text: string): void {
  stdout.line(text);
}

/** Prints a line that begins in bold where that can be shown. */
export function printHeading(title: string, rest = ''): void {
  stdout.heading(title, rest);
}

/** Prints a value as indented JSON on stdout, the whole answer of a command with `--json`. NaN becomes null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A sentence beside the answer, on stderr: it never mixes with what a script reads. */
export function note(sentence: string): void {
  stderr.line(sentence);
}
