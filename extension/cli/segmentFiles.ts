import type { RgbImage } from '../engine/data/image.js';
import { classColour } from '../engine/pictures/classColours.js';
import { withClassLegend } from '../engine/pictures/classLegend.js';
import { classOverlay } from '../engine/pictures/classOverlay.js';
import { writePictures } from './pictureFiles.js';

/**
 * Writes the classes of an image's pixels into `folder`; resolves to the files: overlay, the colours over the image and what they
 * mean; colours, them alone; classes, the numbers as a mask has them.
 *
 * @param classes `[height, width]`
 * @param present the classes that are among them
 * @param opacity of the colours, from 0 to 1
 */
export function writeSegmentFiles(
  folder: string,
  image: RgbImage,
  classes: Uint8Array,
  present: readonly number[],
  opacity: number,
): Promise<string[]> {
  const { width, height } = image;
  const colours = new Uint8Array(3 * classes.length);
  for (const [i, index] of classes.entries()) colours.set(classColour(index), 3 * i);
  return writePictures(folder, {
    overlay: withClassLegend(classOverlay(image, classes, opacity), present),
    colours: { width, height, data: colours },
    classes: { width, height, data: classes },
  });
}
