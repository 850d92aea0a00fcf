/**
 * The low-pass frequency mask of MFM: 1 keeps a coefficient, 0 removes it (paper section 3.1, fact sheet 1.2).
 *
 * With d the distance to the centre c = floor(size / 2), where `fftshift` puts the constant term, coefficients with
 * r1 <= d < r2 are removed and all others kept; both comparisons are exact because they are made on squares. The
 * high-pass mask is 1 minus this one.
 *
 * @param size side of the square spectrum, in bins
 * @param r1 inner radius in bins; r1 itself is removed
 * @param r2 outer radius in bins; kept from here on (the paper's 999 lies beyond every image)
 * @returns `[size, size]` row-major, shifted
 */
export function frequencyMask(size: number, r1: number, r2: number): Float32Array {
  const mask = new Float32Array(size * size);
  const centre = Math.floor(size / 2);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const d2 = (x - centre) ** 2 + (y - centre) ** 2;
      mask[y * size + x] = r1 * r1 <= d2 && d2 < r2 * r2 ? 0 : 1;
    }
  }
  return mask;
}

/** 1 - mask: what a low-pass mask removes, its high-pass partner keeps. */
export function complement(mask: Float32Array): Float32Array {
  return mask.map(kept => 1 - kept);
}
