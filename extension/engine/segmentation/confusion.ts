/** The class of pixels that count for nothing: they are neither learned nor measured. */
export const IGNORED = 255;

/** What a confusion matrix says, all as shares from 0 to 1. */
export interface SegmentationScores {
  /** Of each class: pixels rightly in it over all that are in it or were put there; 0 where there are none. */
  iou: number[];
  /** The mean of `iou` over all classes. */
  meanIou: number;
  /** Pixels whose class is right. */
  pixelAccuracy: number;
  /** The share of right pixels of a class, as a mean over the classes that have pixels. */
  meanAccuracy: number;
}

/** What a confusion matrix says of one class. */
export interface ClassPixels {
  /** Pixels that are in the class, those that were put into it, and those of which both are true. */
  truth: number;
  predicted: number;
  right: number;
  /** As in `SegmentationScores`. */
  iou: number;
}

/** Which class every pixel is in, and which one it was put into: `counts[truth * classes + predicted]`. */
export class Confusion {
  readonly counts: Float64Array;

  /** @param classes at most 255: `IGNORED` is none of them */
  constructor(readonly classes: number) {
    this.counts = new Float64Array(classes ** 2);
  }

  /** Pixels that count. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Counts pixels, but for those whose truth is `IGNORED`. Both in the same order. */
  add(truth: Uint8Array, predicted: Uint8Array): void {
    for (const [i, label] of truth.entries()) {
      if (label !== IGNORED) this.counts[label * this.classes + predicted[i]!]!++;
    }
  }

  /** Counts what another one of as many classes has counted. */
  addAll({ counts }: Confusion): void {
    for (const [i, count] of counts.entries()) this.counts[i]! += count;
  }

  /** Of each class. */
  each(): ClassPixels[] {
    const { counts, classes } = this;
    return Array.from({ length: classes }, (_, c) => {
      let truth = 0;
      let predicted = 0;
      for (let other = 0; other < classes; other++) {
        truth += counts[c * classes + other]!;
        predicted += counts[other * classes + c]!;
      }
      const right = counts[c * classes + c]!;
      return { truth, predicted, right, iou: share(right, truth + predicted - right) };
    });
  }

  /** @throws RangeError when no pixel was counted */
  scores(): SegmentationScores {
    const { total } = this;
    if (total === 0) throw new RangeError('no pixel was counted');
    const each = this.each();
    const iou = each.map(one => one.iou);
    const present = each.filter(({ truth }) => truth > 0);
    return {
      iou,
      meanIou: mean(iou),
      pixelAccuracy: each.reduce((sum, { right }) => sum + right, 0) / total,
      meanAccuracy: mean(present.map(({ right, truth }) => right / truth)),
    };
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
