import { join } from 'node:path';
import { readBytes, UnreadableImage } from './decode.js';
import type { Mask, MaskIds } from './mask.js';
import { NoPngSamples, type PngSamples, pngSamples } from './pngSamples.js';

/**
 * The mask of an image: a PNG whose numbers are looked up in `ids`.
 *
 * @param path of the mask below `root`
 * @param image what it must have the size of
 * @throws UnreadableImage (a UserError) that names the mask, when it is no such PNG, has another size, or numbers without a class
 */
export async function decodeMask(
  root: string,
  path: string,
  ids: MaskIds,
  image: { width: number; height: number },
): Promise<Mask> {
  const unusable = (reason: string) => new UnreadableImage(join(root, path), `of its mask ${path}: ${reason}`);
  const { width, height, data } = await samplesOf(join(root, path), unusable);
  if (width !== image.width || height !== image.height) {
    throw unusable(`it has ${width} x ${height} pixels, and its image ${image.width} x ${image.height}`);
  }
  const classes = new Uint8Array(data.length);
  for (const [i, sample] of data.entries()) {
    const id = ids[sample];
    if (id === undefined) throw unusable(`it holds the number ${sample}, which is no class (SEGMENTATION.CLASSES)`);
    classes[i] = id;
  }
  return { width, height, data: classes };
}

async function samplesOf(file: string, unusable: (reason: string) => Error): Promise<PngSamples> {
  try {
    return pngSamples(await readBytes(file));
  } catch (error) {
    if (error instanceof NoPngSamples) throw unusable(error.message);
    throw error instanceof UnreadableImage ? unusable(error.reason) : error;
  }
}
