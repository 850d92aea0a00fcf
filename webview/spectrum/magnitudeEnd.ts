/** Most pixels of an image at looking size: 384 x 768. */
const MOST_PIXELS = 384 * 768;

/**
 * Where the scale of log-magnitudes ends, the same for all images that are shown together, so that they can be compared. No
 * |F| of pixels in [0, 1] is above the number of pixels; only the constant term and its neighbours come near it, and they
 * may well share the last colour so that the others get more of the scale.
 *
 * @param side of square images; undefined where images have sizes of their own
 */
export function magnitudeEnd(side: number | undefined): number {
  return Math.max(1, Math.ceil(Math.log1p(side === undefined ? MOST_PIXELS : side * side)) - 2);
}
