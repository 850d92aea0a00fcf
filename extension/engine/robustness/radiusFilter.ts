import { keepFrequencies } from '../frequency/keepFrequencies.js';
import { circle, complement, shapedMask } from '../frequency/maskShape.js';

/** Which frequencies survive. */
export type Pass = 'low' | 'high';

/**
 * Images with only the frequencies on one side of a radius, clipped to [0, 1]. The high side is shown about mid-gray when it
 * lacks the constant, so that the half of its waves below zero is not cut off.
 *
 * @param planar `[planes, side, side]` in [0, 1]
 * @param radius in bins; a frequency of this radius belongs to the high side
 */
export function filterByRadius(planar: Float32Array, side: number, pass: Pass, radius: number): Float32Array {
  const low = shapedMask(side, side, circle(radius, Number.POSITIVE_INFINITY));
  const mask = pass === 'low' ? low : complement(low);
  const middle = Math.floor(side / 2);
  const lift = mask[middle * side + middle] === 0 ? 0.5 : 0;
  return keepFrequencies(planar, mask, side, side).map(value => Math.min(Math.max(value + lift, 0), 1));
}
