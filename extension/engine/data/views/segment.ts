import type { Random } from '../../random.js';
import { IGNORED } from '../../segmentation/confusion.js';
import type { RgbImage } from '../image.js';
import { type Mask, resizeMask } from '../mask.js';
import { distort } from '../photometric.js';
import { type Filter, resize } from '../resize.js';
import type { ViewKind } from './view.js';

/** How a sample of an image and its mask is made. */
export interface SegmentOptions {
  /** Side of the square view in pixels. */
  side: number;
  /** Of the channels, in [0, 1]: what lies beyond an image's border. */
  mean: readonly number[];
  /** Resizes the image; its mask takes the nearest class. */
  filter: Filter;
}

const SMALLEST = 0.5;
const LARGEST = 2;
/** A crop in which one class has more than this share is drawn again, but not more often than so. */
const MOST_OF_ONE = 0.75;
const TRIES = 10;

/**
 * The usual augmentation of semantic segmentation (as of ADE20K in MMSegmentation): the short side becomes 0.5 to 2 times the
 * view, a random square of it is taken in which no class has more than 3/4, mirrored with p = 0.5, and its light is distorted:
 * `images`, `[3, side, side]` in [0, 1], and `masks`, `[side, side]`, classes or `IGNORED`. What an image is too small for has
 * the mean colour and no class.
 */
export const segmentView: ViewKind<SegmentOptions> = {
  fields: ({ side }) => [
    { name: 'images', shape: [3, side, side] },
    { name: 'masks', shape: [side, side] },
  ],

  make(image, { side, mean, filter }, random, mask) {
    if (!mask) throw new Error('A segment view is of an image with a mask.');
    const scale = (side * random.uniform(SMALLEST, LARGEST)) / Math.min(image.width, image.height);
    const width = Math.max(1, Math.round(image.width * scale));
    const height = Math.max(1, Math.round(image.height * scale));
    const classes = resizeMask(mask, width, height);
    const corner = drawCorner(classes, side, random);
    const mirrored = random.bernoulli(0.5);
    const from = pixelsBelow(classes, corner, side, mirrored);
    const images = planes(resize(image, width, height, filter), from);
    distort(images, random);
    for (const [i, index] of from.entries()) {
      if (index < 0) for (const [channel, value] of mean.entries()) images[channel * from.length + i] = value;
    }
    return { images, masks: Float32Array.from(from, index => (index < 0 ? IGNORED : classes.data[index]!)) };
  },
};

interface Corner {
  left: number;
  top: number;
}

function drawCorner(mask: Mask, side: number, random: Random): Corner {
  const draw = (): Corner => ({
    top: random.integer(Math.max(0, mask.height - side) + 1),
    left: random.integer(Math.max(0, mask.width - side) + 1),
  });
  let corner = draw();
  for (let i = 1; i < TRIES && isOfOneClass(mask, corner, side); i++) corner = draw();
  return corner;
}

/** Whether one class has more than its share of the labelled pixels of a square. */
function isOfOneClass({ width, height, data }: Mask, { left, top }: Corner, side: number): boolean {
  const counts = new Uint32Array(256);
  for (let y = top; y < Math.min(height, top + side); y++) {
    for (let x = left; x < Math.min(width, left + side); x++) counts[data[y * width + x]!]!++;
  }
  counts[IGNORED] = 0;
  const labelled = counts.reduce((sum, count) => sum + count, 0);
  return Math.max(...counts) > MOST_OF_ONE * labelled;
}

/** For each pixel of the view, `[side, side]`, the pixel of the image that it shows; -1 beyond the border. */
function pixelsBelow({ width, height }: Mask, { left, top }: Corner, side: number, mirrored: boolean): Int32Array {
  return Int32Array.from({ length: side * side }, (_, i) => {
    const across = i % side;
    const x = left + (mirrored ? side - 1 - across : across);
    const y = top + Math.floor(i / side);
    return x < width && y < height ? y * width + x : -1;
  });
}

/** `[3, pixels]` in [0, 1], zero beyond the border. */
function planes({ data }: RgbImage, from: Int32Array): Float32Array {
  const made = new Float32Array(3 * from.length);
  for (const [i, index] of from.entries()) {
    if (index < 0) continue;
    for (let c = 0; c < 3; c++) made[c * from.length + i] = data[3 * index + c]! / 255;
  }
  return made;
}
