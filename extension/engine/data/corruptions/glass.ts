import type { Random } from '../../random.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { smoothed } from './gaussianSmoothing.js';
import { type Planes, planesOf, toLevels } from './planes.js';

/** Lengths in pixels. */
interface Glass {
  sigma: number;
  /** How far a pixel goes along each axis in a pass, at most. */
  shift: number;
  passes: number;
}

const glasses: BySeverity<Glass> = [
  { sigma: 0.7, shift: 1, passes: 2 },
  { sigma: 0.9, shift: 2, passes: 1 },
  { sigma: 1, shift: 2, passes: 3 },
  { sigma: 1.1, shift: 3, passes: 2 },
  { sigma: 1.5, shift: 4, passes: 2 },
];

/** Frosted glass: smoothed, pixels exchanged with others near them, and smoothed again (fact sheet 2.7). */
export const glassBlur: Corruption = {
  label: 'Glass blur',
  group: 'blur',
  apply(image, severity, random) {
    const glass = at(glasses, severity);
    const planes = smoothed(planesOf(image), glass.sigma);
    shuffleNearby(planes, glass, random);
    return toLevels(smoothed(planes, glass.sigma));
  },
};

/** Exchanges every pixel whose neighbours are all in the image with one of them, from the last to the first. In place. */
export function shuffleNearby(
  { width, height, values }: Planes,
  { shift, passes }: Omit<Glass, 'sigma'>,
  random: Random,
) {
  const draw = () => random.integer(2 * shift + 1) - shift;
  for (let pass = 0; pass < passes; pass++) {
    for (let y = height - 1 - shift; y >= shift; y--) {
      for (let x = width - 1 - shift; x >= shift; x--) {
        const other = (y + draw()) * width + x + draw();
        swap(values, y * width + x, other, width * height);
      }
    }
  }
}

function swap(values: Float32Array, a: number, b: number, plane: number): void {
  for (let from = 0; from < values.length; from += plane) {
    const held = values[from + a]!;
    values[from + a] = values[from + b]!;
    values[from + b] = held;
  }
}
