/** The mean of the heads of a layer: `[heads, patches]` to `[patches]`. */
export function meanHead(maps: Float32Array, heads: number): Float32Array {
  const patches = maps.length / heads;
  const mean = new Float32Array(patches);
  for (const [i, value] of maps.entries()) mean[i % patches]! += value / heads;
  return mean;
}
