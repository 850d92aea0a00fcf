/**
 * Attention rollout (Abnar and Zuidema 2020): how much of each token of the image has reached a query after each layer,
 * if attention alone moved information. Heads are averaged, the identity is added for the residual connection, rows are
 * normalised, and the layers' matrices are multiplied.
 *
 * @param attention of each layer, first to last: `[heads, tokens, tokens]`
 * @param weights what each token counts as a query, `[tokens]`
 * @returns of each layer, from the first through it: `[tokens]`, summing to 1
 */
export function attentionRollout(attention: readonly Float32Array[], weights: Float64Array): Float32Array[] {
  const tokens = weights.length;
  const layers = attention.map(layer => withResidual(layer, tokens));
  return layers.map((_, last) => {
    // The product's rows that the query asks for, from the last layer back: a row times matrices, never a matrix product.
    let row = weights;
    for (let layer = last; layer >= 0; layer--) row = times(row, layers[layer]!);
    return Float32Array.from(row);
  });
}

/** The mean of the heads plus the identity, with rows that sum to 1, `[tokens, tokens]`. */
function withResidual(attention: Float32Array, tokens: number): Float64Array {
  const heads = attention.length / tokens ** 2;
  const mixed = new Float64Array(tokens * tokens);
  for (let i = 0; i < attention.length; i++) mixed[i % mixed.length]! += attention[i]! / heads;
  for (let query = 0; query < tokens; query++) {
    const row = mixed.subarray(query * tokens, (query + 1) * tokens);
    row[query]! += 1;
    const sum = row.reduce((total, value) => total + value, 0);
    for (let key = 0; key < tokens; key++) row[key]! /= sum;
  }
  return mixed;
}

function times(row: Float64Array, matrix: Float64Array): Float64Array {
  const product = new Float64Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const weight = row[i]!;
    if (weight === 0) continue;
    for (let j = 0; j < row.length; j++) product[j]! += weight * matrix[i * row.length + j]!;
  }
  return product;
}
