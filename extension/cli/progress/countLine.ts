/** Counts images on stderr: one line that is rewritten on a terminal; elsewhere a line for each quarter. */
export function countLine(what: string): { show(done: number, total: number): void; end(): void } {
  const out = process.stderr;
  let drawn = '';
  let quarter = -1;
  return {
    show(done, total) {
      if (out.isTTY) {
        drawn = `${what} ${done} of ${total}`;
        out.write(`\r${drawn}\x1b[K`);
        return;
      }
      const now = total > 0 ? Math.floor((4 * done) / total) : 0;
      if (now > quarter) out.write(`${what} ${done} of ${total}\n`);
      quarter = now;
    },
    end() {
      if (drawn) out.write('\n');
      drawn = '';
    },
  };
}
