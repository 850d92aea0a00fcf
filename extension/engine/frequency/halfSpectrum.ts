/*
 * The spectrum of a real image is Hermitian: F(-u, -v) = conj F(u, v). Its columns 0..W/2 say everything, so the engine
 * transforms, masks and compares half spectra and does half the work. These functions translate between the shifted
 * full layout of people and papers (constant term in the centre) and the unshifted half layout of the transforms.
 */

/** Columns of the half spectrum of a `width` pixels wide image. */
export function halfWidth(width: number): number {
  return Math.floor(width / 2) + 1;
}

/**
 * A shifted full map as an unshifted half map, averaged over each pair of opposite frequencies.
 *
 * The average makes any mask exact: filtering with an asymmetric mask and taking the real part of the result is the
 * same as filtering with its symmetric part, and a sum over all frequencies of weight times magnitude only sees it.
 * A circle is symmetric already and passes unchanged, apart from row and column -n/2 of even sizes, which are their
 * own opposites.
 *
 * @param full `[height, width]`, shifted
 * @returns `[height, width/2 + 1]`, unshifted
 */
export function shiftedToHalf(full: Float32Array, height: number, width: number): Float32Array {
  const columns = halfWidth(width);
  const half = new Float32Array(height * columns);
  const at = (u: number, v: number) =>
    full[((u + Math.floor(height / 2)) % height) * width + ((v + Math.floor(width / 2)) % width)]!;
  for (let u = 0; u < height; u++) {
    for (let v = 0; v < columns; v++) {
      const opposite = at((height - u) % height, (width - v) % width);
      half[u * columns + v] = (at(u, v) + opposite) / 2;
    }
  }
  return half;
}

/**
 * An unshifted half map of a quantity that is equal at opposite frequencies (magnitude, power, distance) as a shifted
 * full map.
 *
 * @param half `[height, width/2 + 1]`, unshifted
 * @returns `[height, width]`, shifted
 */
export function halfToShifted(half: Float32Array, height: number, width: number): Float32Array {
  const columns = halfWidth(width);
  const full = new Float32Array(height * width);
  for (let u = 0; u < height; u++) {
    for (let v = 0; v < width; v++) {
      const mirrored = v >= columns;
      const row = mirrored ? (height - u) % height : u;
      const column = mirrored ? width - v : v;
      const target = ((u + Math.floor(height / 2)) % height) * width + ((v + Math.floor(width / 2)) % width);
      full[target] = half[row * columns + column]!;
    }
  }
  return full;
}

/**
 * How many coefficients of the full spectrum each column of the half spectrum stands for: 1 for column 0 and, for even
 * widths, column W/2; else 2.
 */
export function multiplicity(width: number): Float32Array {
  const counts = new Float32Array(halfWidth(width)).fill(2);
  counts[0] = 1;
  if (width % 2 === 0) counts[counts.length - 1] = 1;
  return counts;
}
