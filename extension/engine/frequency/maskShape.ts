/** Form of the line between low and high frequencies. The released code has the circle; the paper also tried the others. */
export type MaskShape = 'circle' | 'square' | 'rhombus';

/** Where a mask cuts, and along which form. */
export interface ShapedBand {
  shape: MaskShape;
  /** Inner radius in bins; r1 itself is removed from low-pass. */
  r1: number;
  /** Outer radius in bins; kept by low-pass from here on. Infinity: none. */
  r2: number;
  /** Whether squares and rhombuses enclose the area of the circle of that radius, instead of reaching as far along the axes. */
  areaMatched: boolean;
}

/** The released code's circle. */
export function circle(r1: number, r2: number): ShapedBand {
  return { shape: 'circle', r1, r2, areaMatched: false };
}

/**
 * How far a form reaches along the axes for a radius, in bins. With matched areas a square of half side s has
 * 4 s^2 = pi r^2, a rhombus of half diagonal t has 2 t^2 = pi r^2 (fact sheet 1.2).
 */
export function reachOf(shape: MaskShape, radius: number, areaMatched: boolean): number {
  if (!areaMatched || shape === 'circle') return radius;
  return shape === 'square' ? (radius * Math.sqrt(Math.PI)) / 2 : radius * Math.sqrt(Math.PI / 2);
}

/** The radius of a form that reaches so far along the axes: the inverse of `reachOf`. */
export function radiusOfReach(shape: MaskShape, reach: number, areaMatched: boolean): number {
  return reach / reachOf(shape, 1, areaMatched);
}

/**
 * The square of the distance from the constant term that a form measures: Euclidean for the circle, the larger coordinate
 * for the square, the sum of both for the rhombus. Squares of whole numbers compare exactly.
 *
 * @param x in bins from the constant term, like y
 */
export function squaredDistance(shape: MaskShape, x: number, y: number): number {
  if (shape === 'circle') return x * x + y * y;
  const distance = shape === 'square' ? Math.max(Math.abs(x), Math.abs(y)) : Math.abs(x) + Math.abs(y);
  return distance * distance;
}

/**
 * The low-pass mask along any form: 1 keeps a coefficient, 0 removes those with r1 <= d < r2. For a circle it is the released
 * code's (paper section 3.1, fact sheet 1.2); both comparisons are exact because they are made on squares.
 *
 * @param into is overwritten and returned, so that dragging needs no new memory
 * @returns `[height, width]` row-major, shifted: the constant term is at (floor(height / 2), floor(width / 2))
 */
export function shapedMask(
  width: number,
  height: number,
  { shape, r1, r2, areaMatched }: ShapedBand,
  into: Float32Array = new Float32Array(width * height),
): Float32Array {
  const inner = reachOf(shape, r1, areaMatched) ** 2;
  const outer = reachOf(shape, r2, areaMatched) ** 2;
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d2 = squaredDistance(shape, x - cx, y - cy);
      into[y * width + x] = inner <= d2 && d2 < outer ? 0 : 1;
    }
  }
  return into;
}

/** 1 - mask: what a low-pass mask removes, its high-pass partner keeps. */
export function complement(mask: Float32Array): Float32Array {
  return mask.map(kept => 1 - kept);
}
