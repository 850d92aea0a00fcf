import type { RgbImage } from '../image.js';
import { lookUp } from './tables.js';

/** How many pixels of a channel have each byte, `[256]`. */
type Histogram = Uint32Array;

/** Stretches each channel to the whole range from 0 to 255, as Pillow's `ImageOps.autocontrast`; a channel of one value stays. */
export function autoContrast(image: RgbImage): RgbImage {
  return byHistogram(image, histogram => {
    const low = histogram.findIndex(count => count > 0);
    const high = histogram.findLastIndex(count => count > 0);
    if (high <= low) return identity();
    // A factor and an offset, not one quotient: the products must round as Pillow's do.
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return table(byte => Math.max(0, Math.trunc(byte * scale + offset)));
  });
}

/**
 * Spreads the bytes of each channel evenly over the range, as Pillow's `ImageOps.equalize`: a byte becomes the number of pixels
 * below it in steps of a 255th of all but the brightest ones. A channel with too few pixels for a step stays.
 */
export function equalize(image: RgbImage): RgbImage {
  const pixels = image.width * image.height;
  return byHistogram(image, histogram => {
    const brightest = histogram.findLast(count => count > 0) ?? 0;
    const step = Math.floor((pixels - brightest) / 255);
    if (step === 0) return identity();
    let below = Math.floor(step / 2);
    return table(byte => {
      const level = Math.floor(below / step);
      below += histogram[byte]!;
      return level;
    });
  });
}

/** The image through a table for each channel, made of that channel's histogram. */
function byHistogram(image: RgbImage, tableOf: (histogram: Histogram) => Uint8Array): RgbImage {
  return lookUp(image, [
    tableOf(histogramOf(image, 0)),
    tableOf(histogramOf(image, 1)),
    tableOf(histogramOf(image, 2)),
  ]);
}

function histogramOf({ data }: RgbImage, channel: number): Histogram {
  const histogram = new Uint32Array(256);
  for (let i = channel; i < data.length; i += 3) histogram[data[i]!]!++;
  return histogram;
}

/** Values above 255 become 255. */
function table(of: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Math.min(255, of(byte)));
}

function identity(): Uint8Array {
  return table(byte => byte);
}
