import type { RgbImage } from '../engine/data/image.js';
import { resize } from '../engine/data/resize.js';
import { sideOf } from '../engine/input/input.js';
import { withColourBar } from '../engine/pictures/colourBar.js';
import { heatMap, heatOverImage, largest } from '../engine/pictures/heatMap.js';
import type { Decision, PatchMap } from '../protocol/decisionApi.js';
import { writePictures } from './pictureFiles.js';

/** Side of the larger pictures, about: whole multiples of the image's. */
const shownSize = 448;

/**
 * Writes the image, and Grad-CAM and attention rollout over it and by themselves; resolves to the files.
 *
 * @param image what the classifier sees, square
 */
export function writeExplanationFiles(folder: string, image: RgbImage, { map, rollout }: Decision): Promise<string[]> {
  const size = image.width * Math.max(1, Math.round(shownSize / image.width));
  const large = resize(image, size, size, 'bicubic');
  return writePictures(folder, {
    input: large,
    ...picturesOf('grad-cam', map, large),
    ...(rollout && picturesOf('rollout', rollout, large)),
  });
}

function picturesOf(name: string, { grid, values }: PatchMap, image: RgbImage): Record<string, RgbImage> {
  const side = sideOf({ size: grid });
  const ends = ['0', String(Number(largest(values).toPrecision(3)))] as const;
  return {
    [name]: withColourBar(heatOverImage(image, values, side), 'magma', ends, 2),
    [`${name}-map`]: heatMap(values, side, side),
  };
}
