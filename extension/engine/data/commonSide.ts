import sharp from 'sharp';
import { openRegular } from '../files/regularFile.js';
import { decodeImage, UnreadableImage } from './decode.js';
import type { RgbImage } from './image.js';
import { preparedSquare } from './prepare.js';
import { spread } from './sampleFolder.js';

/** Images whose size is looked at; a folder's are much alike. */
const MOST_LOOKED_AT = 200;

/** Share of images that may be smaller than the rest without all others being made as small. */
const TOO_SMALL = 0.1;

/**
 * The side in pixels of the squares as which images can be compared without scaling them up, which puts a cross of its
 * own into a spectrum: at most `most`, else what nine of ten images have.
 *
 * @param files what cannot be read is passed over
 * @throws the signal's reason when it is aborted
 */
export async function commonSide(files: readonly string[], most: number, signal?: AbortSignal): Promise<number> {
  const sides: number[] = [];
  for (const file of spread(files, MOST_LOOKED_AT)) {
    signal?.throwIfAborted();
    const side = await shortSide(file).catch(() => undefined);
    if (side !== undefined) sides.push(side);
  }
  sides.sort((a, b) => a - b);
  return Math.min(most, sides[Math.floor(TOO_SMALL * sides.length)] ?? most);
}

/**
 * The image in `file` as a square, see `preparedSquare`, but never scaled up.
 *
 * @throws UnreadableImage also when the image is smaller
 */
export async function squareWithin(file: string, side: number): Promise<RgbImage> {
  const image = await decodeImage(file);
  if (Math.min(image.width, image.height) >= side) return preparedSquare(image, side);
  throw new UnreadableImage(file, `it is smaller than ${side} x ${side} pixels, as which the images are compared`);
}

/** In pixels, from the header; what else the file holds is not decoded. */
async function shortSide(file: string): Promise<number> {
  const handle = await openRegular(file);
  try {
    const { width, height } = await sharp(await handle.readFile()).metadata();
    return Math.min(width, height);
  } finally {
    await handle.close();
  }
}
