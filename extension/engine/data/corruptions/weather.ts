import type { Random } from '../../random.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { mapped, planesOf, toLevels } from './planes.js';
import { plasma } from './plasma.js';

/** How dense, and how fast the fractal gets smooth. */
const fogs: BySeverity<readonly [strength: number, decay: number]> = [
  [1.5, 2],
  [2, 2],
  [2.5, 1.7],
  [2.5, 1.5],
  [3, 1.4],
];

/** A plasma fractal is added, and the sum scaled so that the brightest pixel there can be is that of the image. */
export const fog: Corruption = {
  label: 'Fog',
  group: 'weather',
  apply(image, severity, random) {
    const [strength, decay] = at(fogs, severity);
    const clean = planesOf(image);
    const veil = plasma(image.width, image.height, decay, random);
    const brightest = clean.values.reduce((most, value) => Math.max(most, value), 0);
    const scale = brightest / (brightest + strength);
    return toLevels(mapped(clean, (value, i) => (value + strength * veil[i % veil.length]!) * scale));
  },
};

/** Shares of the image and of the frost. */
const frosts: BySeverity<readonly [image: number, frost: number]> = [
  [1, 0.4],
  [0.8, 0.6],
  [0.7, 0.7],
  [0.65, 0.7],
  [0.6, 0.75],
];

/** Of red, green and blue. */
const tint = [0.82, 0.93, 1];

/**
 * The image under a pane with ice flowers. The benchmark's are photographs, which are not at hand: these are drawn, so that of all
 * corruptions this one resembles its namesake the least.
 */
export const frost: Corruption = {
  label: 'Frost (drawn texture)',
  group: 'weather',
  apply(image, severity, random) {
    const [ofImage, ofFrost] = at(frosts, severity);
    const ice = iceFlowers(image.width, image.height, random);
    return toLevels(
      mapped(planesOf(image), (value, i) => {
        const frozen = ice[i % ice.length]! * tint[Math.floor(i / ice.length)]!;
        return ofImage * value + ofFrost * frozen;
      }),
    );
  },
};

/** Bright needles along the level lines of a rough fractal, on a smooth one: `[height, width]` in [0, 1]. */
function iceFlowers(width: number, height: number, random: Random): Float32Array {
  const needles = plasma(width, height, 1.25, random);
  const cover = plasma(width, height, 1.6, random);
  return needles.map((value, i) => 0.5 * cover[i]! + 0.5 * (1 - Math.abs(2 * value - 1)) ** 3);
}
