import type { AttentionLayer } from '../layerIntermediates.js';

/**
 * The tokens that attend to each other: those of each window of a layer, in the order of its attention probabilities. A
 * layer without windows is one window of all its tokens.
 *
 * The grid is rolled by `shift` towards its upper left corner before it is cut (Liu et al. 2021, section 3.2), so token
 * (y, x) of the rolled grid is ((y + shift) mod grid, (x + shift) mod grid) of the image. Windows at the lower and right
 * edge then hold what is not adjacent in the image; the network masks such pairs, whose attention is 0.
 *
 * @returns of each window, row by row: its tokens' places among all of the layer, `[n]`
 */
export function attendingTokens({ grid, classToken, attention: { window } }: Omit<AttentionLayer, 'probabilities'>) {
  const first = classToken ? 1 : 0;
  if (!window) return [Int32Array.from({ length: first + grid * grid }, (_, token) => token)];
  const { size, shift } = window;
  const perSide = grid / size;
  const rolledBack = (place: number) => (place + shift) % grid;
  return Array.from({ length: perSide * perSide }, (_, w) => {
    const [top, left] = [Math.floor(w / perSide) * size, (w % perSide) * size];
    return Int32Array.from({ length: size * size }, (_, i) => {
      const [y, x] = [rolledBack(top + Math.floor(i / size)), rolledBack(left + (i % size))];
      return first + y * grid + x;
    });
  });
}

/** Tokens of a layer, with the class token if there is one. */
export function tokenCount({ grid, classToken }: Pick<AttentionLayer, 'grid' | 'classToken'>): number {
  return grid * grid + (classToken ? 1 : 0);
}

/** One query's row of attention in one head: where it begins in the probabilities, and the tokens of its keys. */
export interface AttentionRow {
  head: number;
  query: number;
  start: number;
  keys: Int32Array;
}

/** The rows of all queries and heads of a layer; keys that are not among a row's have no attention. */
export function* attentionRows(layer: AttentionLayer): Generator<AttentionRow> {
  const { heads } = layer.attention;
  let start = 0;
  for (const keys of attendingTokens(layer)) {
    for (let head = 0; head < heads; head++) {
      for (const query of keys) {
        yield { head, query, start, keys };
        start += keys.length;
      }
    }
  }
}
