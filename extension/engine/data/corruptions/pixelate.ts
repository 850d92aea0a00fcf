import { resize } from '../resize.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { levelsOf } from './planes.js';

/** What is left of each side. */
const shares: BySeverity<number> = [0.6, 0.5, 0.4, 0.3, 0.25];

/** Resized by a box filter to fewer pixels and back (fact sheet 2.7); a side of fewer pixels is rounded down. */
export const pixelate: Corruption = {
  label: 'Pixelate',
  group: 'digital',
  apply(image, severity) {
    const share = at(shares, severity);
    const [width, height] = [Math.floor(image.width * share), Math.floor(image.height * share)];
    return levelsOf(resize(resize(image, width, height, 'box'), image.width, image.height, 'box'));
  },
};
