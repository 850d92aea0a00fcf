/**
 * Whether fewer than `k` classes score more than `label`. Of equal scores the first class counts as the better one, as in PyTorch's
 * argmax.
 *
 * @param scores `[classes]`
 */
export function isAmongBest(scores: Float32Array, label: number, k: number): boolean {
  const own = scores[label]!;
  // A score that is no number is never among the best.
  if (Number.isNaN(own)) return false;
  let better = 0;
  for (const [i, score] of scores.entries()) if (score > own || (score === own && i < label)) better++;
  return better < k;
}
