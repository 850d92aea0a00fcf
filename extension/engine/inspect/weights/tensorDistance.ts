/** How far one tensor is from another. */
export interface Distance {
  /** ||a - b|| / ||a|| in the Euclidean norm, summed in double precision. */
  relative: number;
  /** The largest |a - b| of an element. */
  largest: number;
}

/**
 * Sums up how far `b` is from `a`, piece by piece. Equal tensors are 0 apart; what differs from zeros is infinitely far;
 * NaN in either, or an infinite `a`, gives NaN.
 */
export class DistanceSum {
  private apart = 0;
  private own = 0;
  private largest = 0;

  add(a: Float32Array, b: Float32Array): void {
    for (let i = 0; i < a.length; i++) {
      // Equal infinities are no distance apart, though their difference is none.
      const distance = a[i] === b[i] ? 0 : Math.abs(a[i]! - b[i]!);
      this.apart += distance ** 2;
      this.own += a[i]! ** 2;
      // Math.max keeps NaN.
      this.largest = Math.max(this.largest, distance);
    }
  }

  result(): Distance {
    const { apart, own, largest } = this;
    if (apart === 0) return { relative: 0, largest };
    // Against an infinite norm everything would seem small.
    return { relative: own === Infinity ? NaN : Math.sqrt(apart / own), largest };
  }
}
