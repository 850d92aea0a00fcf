/** Shares of images in %. */
export interface TopAccuracy {
  top1: number;
  /** Whose class is among the five best. */
  top5: number;
}

/** @param scores `[images, classes]` */
export function topAccuracy(scores: Float64Array, labels: Int32Array): TopAccuracy {
  const classes = scores.length / labels.length;
  const right = { top1: 0, top5: 0 };
  for (const [i, label] of labels.entries()) {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    const rank = rankOf(row, label);
    if (rank < 1) right.top1++;
    if (rank < 5) right.top5++;
  }
  return { top1: (100 * right.top1) / labels.length, top5: (100 * right.top5) / labels.length };
}

/**
 * How many classes score more than `label`. Of equal scores the first class counts as the better one, as in PyTorch's argmax; a
 * score that is no number is worse than all others.
 *
 * @param scores `[classes]`
 */
export function rankOf(scores: Float32Array | Float64Array, label: number): number {
  const own = scores[label]!;
  if (Number.isNaN(own)) return scores.length;
  let better = 0;
  for (const [i, score] of scores.entries()) if (score > own || (score === own && i < label)) better++;
  return better;
}
