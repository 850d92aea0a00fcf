import { visible, visibleInLine } from '../engine/text/visible.js';

const clearLine = '\r\x1b[K';

/**
 * A standard stream. Names, file contents and messages of others are in much of what a command writes, so all text
 * goes out through `visible`; what a terminal shall obey has methods of its own, and nothing else writes to the streams.
 */
export class Terminal {
  /** The line that `redraw` left open. */
  private open = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  get isTTY(): boolean {
    return this.stream.isTTY;
  }

  /** Width in characters. */
  get columns(): number {
    return this.stream.columns || 80;
  }

  /** Writes text with a line end, above the open line where there is one. */
  line(text: string): void {
    this.above(`${visible(text)}\n`);
  }

  /** A line that begins in bold, on a terminal that may show it (https://no-color.org). */
  heading(title: string, rest = ''): void {
    const bold = this.isTTY && !process.env['NO_COLOR'];
    this.above(`${bold ? `\x1b[1m${visible(title)}\x1b[22m` : visible(title)}${visible(rest)}\n`);
  }

  /** Puts `text`, which has to fit, in the place of the open line: on terminals only. */
  redraw(text: string): void {
    const line = visibleInLine(text);
    if (line === this.open) return;
    this.stream.write(`${this.open && clearLine}${line}`);
    this.open = line;
  }

  /** Ends the open line; it stays where it is. */
  keep(): void {
    if (this.open) this.stream.write('\n');
    this.open = '';
  }

  /** Takes the open line away. */
  clear(): void {
    if (this.open) this.stream.write(clearLine);
    this.open = '';
  }

  private above(text: string): void {
    this.stream.write(this.open ? `${clearLine}${text}${this.open}` : text);
  }
}

export const stdout = new Terminal(process.stdout);
export const stderr = new Terminal(process.stderr);
