import { centreCrop } from './crop.js';
import { decodeImage } from './decode.js';
import { crop, type RgbImage } from './image.js';
import { resize } from './resize.js';

/**
 * The image in `file` as a `size` x `size` square for looking at; see `preparedSquare`.
 *
 * @throws UnreadableImage (a UserError) when the file cannot be decoded.
 */
export async function prepareImage(file: string, size: number): Promise<RgbImage> {
  return preparedSquare(await decodeImage(file), size);
}

/** The image pixel for pixel when it is such a square already, else its short side resized (bicubic) and the centre cropped. */
export function preparedSquare(image: RgbImage, size: number): RgbImage {
  const short = Math.min(image.width, image.height);
  const width = Math.floor((size * image.width) / short);
  const height = Math.floor((size * image.height) / short);
  return crop(resize(image, width, height, 'bicubic'), centreCrop(width, height, size));
}
