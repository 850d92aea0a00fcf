import { decodeImage } from '../../engine/data/decode.js';
import { atLookingSize } from '../../engine/data/lookingSize.js';
import { preparedSquare } from '../../engine/data/prepare.js';
import type { ImagePixels, PixelsRequest } from '../../protocol/imagesApi.js';
import type { CallContext } from '../../protocol/rpc.js';

/**
 * The pixels of an image: the square that the engine prepares of it, or all of it at a size for looking at it.
 *
 * @throws UserError when the file cannot be decoded
 */
export async function pixels({ file, side }: PixelsRequest, { signal }: CallContext<never>): Promise<ImagePixels> {
  const original = await decodeImage(file);
  // Resizing a photograph takes a while: nobody may want it any more.
  signal.throwIfAborted();
  const image = side === undefined ? atLookingSize(original) : preparedSquare(original, side);
  const { width, height } = original;
  return { ...image, original: { width, height } };
}
