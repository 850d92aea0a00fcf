/** A line on a terminal that says how far something is; nothing where nobody watches. */
export interface PercentLine {
  /** @param share in [0, 1] */
  show(share: number): void;
  clear(): void;
}

/** On stderr, so that it never mixes with the answer; `what` as in 'Writing model.pth'. */
export function percentLine(what: string): PercentLine {
  const out = process.stderr;
  if (!out.isTTY) return { show: () => {}, clear: () => {} };
  let shown = -1;
  return {
    show(share) {
      const percent = Math.floor(100 * share);
      if (percent > shown) out.write(`\r\x1b[K${what}: ${percent} %`);
      shown = percent;
    },
    clear() {
      if (shown >= 0) out.write('\r\x1b[K');
    },
  };
}
