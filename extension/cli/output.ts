/** Prints text for people on stdout, with a line end. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a value as indented JSON on stdout, the whole answer of a command with `--json`. NaN becomes null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A sentence beside the answer, on stderr: it never mixes with what a script reads. */
export function note(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Bold on a terminal that may show it (https://no-color.org), plain elsewhere. */
export function bold(text: string): string {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? `\x1b[1m${text}\x1b[22m` : text;
}
