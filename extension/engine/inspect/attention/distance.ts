import { cells } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import type { AttentionLayer } from '../layerIntermediates.js';
import { attentionRows } from './windows.js';

/**
 * Mean attention distance of each head of a layer: the distance between the centres of a query's and a key's patch,
 * weighted by attention and averaged over all patches as queries (Dosovitskiy et al. 2021, figure 7; Raghu et al. 2021,
 * section 4). What goes to the class token, which has no place, is left out and the rest counts as the whole.
 *
 * @param size of the image, in pixels
 * @returns pixels, `[heads]`
 */
export function meanAttentionDistance(layer: AttentionLayer, size: InputSpec['size']): Float32Array {
  const { grid, classToken, attention, probabilities } = layer;
  const first = classToken ? 1 : 0;
  const [rows, columns] = grid;
  // Distances are counted in heights of a patch until the end.
  const height = size[0] / rows;
  const aspect = size[1] / columns / height;
  const lengths = Float64Array.from({ length: cells(grid) }, (_, i) =>
    Math.hypot(Math.floor(i / columns), (i % columns) * aspect),
  );
  const sums = new Float64Array(attention.heads);
  for (const { head, query, start, keys } of attentionRows(layer)) {
    if (query < first) continue;
    const [y, x] = [Math.floor((query - first) / columns), (query - first) % columns];
    let [weighted, whole] = [0, 0];
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]! - first;
      if (key < 0) continue;
      const weight = probabilities[start + i]!;
      weighted += weight * lengths[Math.abs(y - Math.floor(key / columns)) * columns + Math.abs(x - (key % columns))]!;
      whole += weight;
    }
    // A query that looks at nothing but the class token looks nowhere.
    if (whole > 0) sums[head]! += weighted / whole;
  }
  return Float32Array.from(sums, sum => (sum * height) / cells(grid));
}
