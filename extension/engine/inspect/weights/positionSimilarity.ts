/**
 * Cosine similarity of one position embedding with every other, which shows what the network takes for near: cos = a.b /
 * (|a| |b|), 0 where one of them is all zeros.
 *
 * @param table `[positions, width]` row-major
 * @param chosen index of a position
 * @returns `[positions]`, in [-1, 1]; exactly 1 at `chosen`
 */
export function positionSimilarity(table: Float32Array, width: number, chosen: number): Float32Array {
  const positions = table.length / width;
  const squared = norms(table, width);
  return Float32Array.from({ length: positions }, (_, i) => {
    if (i === chosen) return 1;
    let dot = 0;
    for (let k = 0; k < width; k++) dot += table[chosen * width + k]! * table[i * width + k]!;
    const scale = Math.sqrt(squared[chosen]! * squared[i]!);
    return scale > 0 ? Math.max(-1, Math.min(1, dot / scale)) : 0;
  });
}

/** |a|^2 of each row. */
function norms(table: Float32Array, width: number): Float64Array {
  const squared = new Float64Array(table.length / width);
  for (let i = 0; i < table.length; i++) squared[Math.floor(i / width)]! += table[i]! ** 2;
  return squared;
}
