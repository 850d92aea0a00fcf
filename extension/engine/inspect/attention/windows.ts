import { cells } from '../../input/grid.js';
import type { AttentionLayer } from '../layerIntermediates.js';

/**
 * The tokens that attend to each other: those of each window of a layer, in the order of its attention probabilities. A
 * layer without windows is one window of all its tokens.
 *
 * The grid is rolled by `shift` towards its upper left corner before it is cut (Liu et al. 2021, section 3.2), so token
 * (y, x) of the rolled grid is ((y + shift) mod rows, (x + shift) mod columns) of the image. Windows at the lower and right
 * edge then hold what is not adjacent in the image; the network masks such pairs, whose attention is 0.
 *
 * @returns of each window, row by row: its tokens' places among all of the layer, `[n]`
 */
export function attendingTokens({ grid, classToken, attention: { window } }: Omit<AttentionLayer, 'probabilities'>) {
  const [rows, columns] = grid;
  const first = classToken ? 1 : 0;
  if (!window) return [Int32Array.from({ length: first + cells(grid) }, (_, token) => token)];
  const { size, shift } = window;
  const across = columns / size;
  return Array.from({ length: cells(grid) / size ** 2 }, (_, w) => {
    const [top, left] = [Math.floor(w / across) * size, (w % across) * size];
    return Int32Array.from({ length: size * size }, (_, i) => {
      const [y, x] = [(top + Math.floor(i / size) + shift) % rows, (left + (i % size) + shift) % columns];
      return first + y * columns + x;
    });
  });
}

/** Tokens of a layer, with the class token if there is one. */
export function tokenCount({ grid, classToken }: Pick<AttentionLayer, 'grid' | 'classToken'>): number {
  return cells(grid) + (classToken ? 1 : 0);
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
