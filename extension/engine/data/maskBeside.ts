import { access } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { MaskLayout } from '../config/segmentation.js';
import { layoutOf, splits } from './maskLayout.js';

/**
 * The mask of an image that lies in a data set of a layout: the PNG of its name in the folder of masks.
 *
 * @param image absolute path
 * @returns absolute path; undefined where there is none
 */
export async function maskBeside(image: string, layout: MaskLayout): Promise<string | undefined> {
  const of = layoutOf(layout);
  const candidates = splits.flatMap(split => {
    const images = `${sep}${of.images(split).replaceAll('/', sep)}${sep}`;
    const at = image.lastIndexOf(images);
    if (at < 0) return [];
    const name = image.slice(at + images.length).replace(/\.[^./\\]*$/, '');
    return of.masks(split).map(masks => join(image.slice(0, at), masks, `${name}.png`));
  });
  for (const file of candidates) {
    if (await access(file).then(yes, no)) return file;
  }
  return undefined;
}

const yes = () => true;
const no = () => false;
