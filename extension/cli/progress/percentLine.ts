import { stderr } from '../terminal.js';

/** A line on a terminal that says how far something is; nothing where nobody watches. */
export interface PercentLine {
  /** @param share in [0, 1] */
  show(share: number): void;
  clear(): void;
}

/** On stderr, so that it never mixes with the answer; `what` as in 'Writing model.pth'. */
export function percentLine(what: string): PercentLine {
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: share => stderr.redraw(`${what}: ${Math.floor(100 * share)} %`),
    clear: () => stderr.clear(),
  };
}
