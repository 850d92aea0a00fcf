import type { RgbImage } from '../image.js';
import { at, type BySeverity, type Corruption } from './corruption.js';

/** Added to the value of HSV. */
const brighter: BySeverity<number> = [0.1, 0.2, 0.3, 0.4, 0.5];

/** HSV's value raised (fact sheet 2.7). */
export const brightness: Corruption = {
  label: 'Brightness',
  group: 'weather',
  apply: (image, severity) => withSaturationAndValue(image, (s, v) => [s, clip(v + at(brighter, severity))]),
};

/** Factor and summand of the saturation of HSV. */
const saturations: BySeverity<readonly [factor: number, summand: number]> = [
  [0.3, 0],
  [0.1, 0],
  [2, 0],
  [5, 0.1],
  [20, 0.2],
];

/** HSV's saturation lowered at severities 1 and 2, and raised from there on (fact sheet 2.7). */
export const saturate: Corruption = {
  label: 'Saturate',
  group: 'extra',
  apply(image, severity) {
    const [factor, summand] = at(saturations, severity);
    return withSaturationAndValue(image, (s, v) => [clip(s * factor + summand), v]);
  },
};

/**
 * With v the largest channel, d how far the smallest lies below it, and s = d / v, a channel x is v (1 - s (v - x) / d). The hue is
 * what (v - x) / d is of the three channels; so with another s and v the same formula gives the pixel of the same hue. Gray
 * has the hue of red.
 *
 * @param change of saturation and value in [0, 1]
 * @returns `[3, height, width]` in 0..255
 */
function withSaturationAndValue(
  { data }: RgbImage,
  change: (saturation: number, value: number) => [saturation: number, value: number],
): Float32Array {
  const plane = data.length / 3;
  const changed = new Float32Array(data.length);
  for (let i = 0; i < plane; i++) {
    const pixel = data.subarray(3 * i, 3 * i + 3);
    const value = Math.max(pixel[0]!, pixel[1]!, pixel[2]!);
    const reach = value - Math.min(pixel[0]!, pixel[1]!, pixel[2]!);
    const [s, v] = change(reach === 0 ? 0 : reach / value, value / 255);
    for (let channel = 0; channel < 3; channel++) {
      const below = reach === 0 ? Math.min(channel, 1) : (value - pixel[channel]!) / reach;
      changed[channel * plane + i] = 255 * v * (1 - s * below);
    }
  }
  return changed;
}

function clip(x: number): number {
  return Math.min(Math.max(x, 0), 1);
}
