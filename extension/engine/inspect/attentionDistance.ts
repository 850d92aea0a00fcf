/**
 * Mean attention distance of each head of a layer: the distance between the centres of a query's and a key's patch,
 * weighted by attention and averaged over all patches as queries (Dosovitskiy et al. 2021, figure 7; Raghu et al. 2021,
 * section 4). What goes to the class token, which has no place, is left out and the rest counts as the whole.
 *
 * @param attention `[heads, tokens, tokens]`, the class token first
 * @param grid patches per side, `tokens` = 1 + grid^2
 * @param patchSize in pixels
 * @returns pixels, `[heads]`
 */
export function meanAttentionDistance(attention: Float32Array, grid: number, patchSize: number): Float32Array {
  const patches = grid * grid;
  const tokens = patches + 1;
  const distances = patchDistances(grid, patchSize);
  return Float32Array.from({ length: attention.length / tokens ** 2 }, (_, head) => {
    let sum = 0;
    for (let query = 0; query < patches; query++) {
      const row = (head * tokens + query + 1) * tokens + 1;
      let [weighted, whole] = [0, 0];
      for (let key = 0; key < patches; key++) {
        const weight = attention[row + key]!;
        weighted += weight * distances[query * patches + key]!;
        whole += weight;
      }
      // A query that looks at nothing but the class token looks nowhere.
      if (whole > 0) sum += weighted / whole;
    }
    return sum / patches;
  });
}

/** Distances in pixels between the centres of all pairs of patches, `[patches, patches]`. */
function patchDistances(grid: number, patchSize: number): Float64Array {
  const patches = grid * grid;
  return Float64Array.from({ length: patches * patches }, (_, i) => {
    const [from, to] = [Math.floor(i / patches), i % patches];
    const dy = Math.floor(from / grid) - Math.floor(to / grid);
    return patchSize * Math.hypot(dy, (from % grid) - (to % grid));
  });
}
