import type { AttentionLayer } from '../layerIntermediates.js';
import { attentionRows } from './windows.js';

/**
 * Mean attention distance of each head of a layer: the distance between the centres of a query's and a key's patch,
 * weighted by attention and averaged over all patches as queries (Dosovitskiy et al. 2021, figure 7; Raghu et al. 2021,
 * section 4). What goes to the class token, which has no place, is left out and the rest counts as the whole.
 *
 * @param imageSize in pixels
 * @returns pixels, `[heads]`
 */
export function meanAttentionDistance(layer: AttentionLayer, imageSize: number): Float32Array {
  const { grid, classToken, attention, probabilities } = layer;
  const first = classToken ? 1 : 0;
  const lengths = Float64Array.from({ length: grid * grid }, (_, i) => Math.hypot(Math.floor(i / grid), i % grid));
  const sums = new Float64Array(attention.heads);
  for (const { head, query, start, keys } of attentionRows(layer)) {
    if (query < first) continue;
    const [y, x] = [Math.floor((query - first) / grid), (query - first) % grid];
    let [weighted, whole] = [0, 0];
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]! - first;
      if (key < 0) continue;
      const weight = probabilities[start + i]!;
      weighted += weight * lengths[Math.abs(y - Math.floor(key / grid)) * grid + Math.abs(x - (key % grid))]!;
      whole += weight;
    }
    // A query that looks at nothing but the class token looks nowhere.
    if (whole > 0) sums[head]! += weighted / whole;
  }
  return Float32Array.from(sums, sum => (sum * imageSize) / grid ** 3);
}
