import type { Random } from '../../random.js';
import type { RgbImage } from '../image.js';
import { brightness, colour, contrast } from './enhance.js';

const changes = { brightness, contrast, saturation: colour };

/** A change of colour with its factor; 1 changes nothing. */
export interface ColourChange {
  what: keyof typeof changes;
  factor: number;
}

/**
 * Brightness, contrast and saturation changed at random, as torchvision's ColorJitter without a change of hue.
 *
 * @param strength see `drawColourChanges`
 */
export function colourJitter(image: RgbImage, strength: number, random: Random): RgbImage {
  const drawn = drawColourChanges(strength, random);
  return drawn.reduce((changed, { what, factor }) => changes[what](changed, factor), image);
}

/**
 * The three changes in random order, each by a factor that is uniform in [max(0, 1 - strength), 1 + strength].
 *
 * @param strength 0 or more (AUG.COLOR_JITTER)
 */
export function drawColourChanges(strength: number, random: Random): ColourChange[] {
  const names = Object.keys(changes) as ColourChange['what'][];
  return Array.from(random.permutation(names.length), i => ({
    what: names[i]!,
    factor: random.uniform(Math.max(0, 1 - strength), 1 + strength),
  }));
}
