/**
 * How many coefficients of a square spectrum the low-pass mask keeps: the sum of `frequencyMask(size, r1, r2)` without
 * building it, so that it can be shown for any size while somebody is typing one.
 *
 * @param size side of the spectrum in bins; r1 and r2 in bins, whole numbers
 */
export function keptCoefficients(size: number, r1: number, r2: number): number {
  const removed = Math.max(insideCircle(size, r2) - insideCircle(size, r1), 0);
  return size * size - removed;
}

/** Coefficients nearer to the centre than `radius`, within the square. */
function insideCircle(size: number, radius: number): number {
  const above = Math.floor(size / 2);
  const below = size - 1 - above;
  let count = 0;
  for (let y = -Math.min(above, radius - 1); y <= Math.min(below, radius - 1); y++) {
    const reach = widestInside(radius * radius - y * y);
    count += Math.min(above, reach) + 1 + Math.min(below, reach);
  }
  return count;
}

/** The largest whole number whose square is less than n > 0; exact, where the square root alone may be rounded up. */
function widestInside(n: number): number {
  const root = Math.floor(Math.sqrt(n));
  return root * root < n ? root : root - 1;
}
