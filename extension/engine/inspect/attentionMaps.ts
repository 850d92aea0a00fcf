/** Whose attention is looked at: the class token, the mean over all patches, or one patch by its row-major number. */
export type Query = 'class' | 'mean' | number;

/**
 * How much each token counts as a query, `[tokens]`, summing to 1. Attention of a query is this times the matrix of
 * attention.
 */
export function queryWeights(query: Query, tokens: number): Float64Array {
  const weights = new Float64Array(tokens);
  if (query === 'mean') weights.fill(1 / (tokens - 1), 1);
  else weights[query === 'class' ? 0 : query + 1] = 1;
  return weights;
}

/**
 * Attention of a query in every head of a layer.
 *
 * @param attention `[heads, tokens, tokens]`
 * @param weights what each token counts as a query, `[tokens]`
 * @returns `[heads, tokens]`: each head's row sums to 1
 */
export function queryAttention(attention: Float32Array, weights: Float64Array): Float32Array {
  const tokens = weights.length;
  const heads = attention.length / tokens ** 2;
  const rows = new Float64Array(heads * tokens);
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < tokens; query++) {
      const weight = weights[query]!;
      if (weight === 0) continue;
      const row = (head * tokens + query) * tokens;
      for (let key = 0; key < tokens; key++) rows[head * tokens + key]! += weight * attention[row + key]!;
    }
  }
  return Float32Array.from(rows);
}
