import { stderr } from '../terminal.js';

/** Counts images on stderr: one line that is rewritten on a terminal; elsewhere a line for each quarter. */
export function countLine(what: string): { show(done: number, total: number): void; end(): void } {
  let quarter = -1;
  return {
    show(done, total) {
      const text = `${what} ${done} of ${total}`;
      if (stderr.isTTY) return stderr.redraw(text);
      const now = total > 0 ? Math.floor((4 * done) / total) : 0;
      if (now > quarter) stderr.line(text);
      quarter = now;
    },
    end: () => stderr.keep(),
  };
}
