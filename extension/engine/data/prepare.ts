import { centreCrop } from './crop.js';
import { decodeImage } from './decode.js';
import { crop, type RgbImage } from './image.js';
import { resize } from './resize.js';

/**
 * The image in `file` as a `size` x `size` square for looking at: used pixel for pixel when it has that size already,
 * else its short side is resized to `size` (bicubic) and the centre is cropped.
 *
 * @throws UnreadableImage (a UserError) when the file cannot be decoded.
 */
export async function prepareImage(file: string, size: number): Promise<RgbImage> {
  const image = await decodeImage(file);
  const short = Math.min(image.width, image.height);
  const width = Math.floor((size * image.width) / short);
  const height = Math.floor((size * image.height) / short);
  return crop(resize(image, width, height, 'bicubic'), centreCrop(width, height, size));
}
