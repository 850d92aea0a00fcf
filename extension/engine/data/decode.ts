import sharp, { type Sharp } from 'sharp';
import { messageOf, UserError } from '../errors.js';
import { openRegular } from '../files/regularFile.js';
import type { RgbImage } from './image.js';
import { headFailure, readFailure } from './imageFailure.js';
import type { Reduction } from './views/view.js';

/** The file itself is held in memory beside what is decoded. */
const MOST_BYTES = 2 ** 29;
/** Decoded they take 400 MB, in each thread that meets such an image. */
const MOST_PIXELS = 2 ** 27;

/** A file that should be an image and cannot be used as one. `reason` is a phrase without the file's name. */
export class UnreadableImage extends UserError {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file} cannot be used: ${reason}.`);
  }
}

/**
 * Decodes any supported image (JPEG, PNG, WebP, TIFF, GIF, AVIF; the first frame or page) to 8-bit RGB:
 * - turned upright as its EXIF orientation says;
 * - gray and palette images become RGB, 16-bit channels keep their upper byte;
 * - alpha is dropped and not composited, and an embedded ICC profile is ignored: so does PIL's `convert('RGB')`, with
 *   which the published models were trained. CMYK is converted with a generic profile.
 *
 * @throws UnreadableImage (a UserError) when the file is missing, truncated, damaged, too large or no image.
 */
export async function decodeImage(file: string): Promise<RgbImage> {
  return decode(file, image => image);
}

/**
 * The same of a JPEG, but smaller: its decoder halves sides up to three times for next to nothing. Other formats keep their size.
 *
 * @param reduction by what the sides of an image of a size may be divided
 * @throws UnreadableImage like `decodeImage`
 */
export async function decodeReduced(file: string, reduction: Reduction): Promise<RgbImage> {
  return decode(file, async image => {
    const { format, autoOrient } = await image.metadata();
    const divisor = format === 'jpeg' ? reduction(autoOrient.width, autoOrient.height) : 1;
    if (divisor === 1) return image;
    const [width, height] = [autoOrient.width, autoOrient.height].map(side => Math.floor(side / divisor));
    return image.resize(width, height, { fit: 'fill' });
  });
}

/**
 * The square in the middle of an image, made small by the decoder: quickly, and not as models see it.
 *
 * @throws UnreadableImage like `decodeImage`
 */
export async function decodeThumbnail(file: string, side: number): Promise<RgbImage> {
  return decode(file, image => image.resize(side, side));
}

async function decode(file: string, change: (image: Sharp) => Sharp | Promise<Sharp>): Promise<RgbImage> {
  const bytes = await readBytes(file);
  const unusable = headFailure(bytes);
  if (unusable) throw new UnreadableImage(file, unusable);
  try {
    const image = sharp(bytes, { failOn: 'error', ignoreIcc: true, autoOrient: true, limitInputPixels: MOST_PIXELS });
    const changed = await change(image);
    const { data, info } = await changed
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  } catch (error) {
    throw new UnreadableImage(file, decodeFailure(error));
  }
}

/** The size of an image as it is decoded: upright. Only the head of the file is understood. @throws UnreadableImage */
export async function uprightSize(file: string): Promise<{ width: number; height: number }> {
  const bytes = await readBytes(file);
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return autoOrient;
  } catch (error) {
    throw new UnreadableImage(file, decodeFailure(error));
  }
}

/** All of a file that is to be decoded. @throws UnreadableImage when it is missing, too large or no file */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    await using handle = await openRegular(file);
    if ((await handle.stat()).size <= MOST_BYTES) return await handle.readFile();
  } catch (error) {
    throw new UnreadableImage(file, readFailure(error));
  }
  throw new UnreadableImage(file, 'the file is larger than 512 MiB');
}

/** The decoder keeps one error text for all threads, so it may speak of another image: none of it is passed on. */
function decodeFailure(error: unknown): string {
  if (/exceeds pixel limit/i.test(messageOf(error))) return 'it has more than 134 million pixels';
  return 'the file is truncated or damaged';
}
