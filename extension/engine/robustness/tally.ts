import { rankOf } from '../metrics/topAccuracy.js';

/** Counts how often the right class is the best, and among the best five. */
export class Tally {
  private top1 = 0;
  private top5 = 0;
  private of = 0;

  /**
   * @param logits `[batch, classes]`
   * @param labels `[batch]`
   */
  add(logits: Float32Array, labels: ArrayLike<number>): void {
    const classes = logits.length / labels.length;
    for (let i = 0; i < labels.length; i++) {
      const scores = logits.subarray(i * classes, (i + 1) * classes);
      const rank = rankOf(scores, labels[i]!);
      if (rank < 1) this.top1++;
      if (rank < 5) this.top5++;
    }
    this.of += labels.length;
  }

  /** In percent. */
  result(): { top1: number; top5: number; of: number } {
    const percent = (count: number) => (100 * count) / this.of;
    return { top1: percent(this.top1), top5: percent(this.top5), of: this.of };
  }
}
