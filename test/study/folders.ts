import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { Random } from '../../extension/engine/random.js';

/** Of the photographs of pets, those that are measured with. */
const HELD_OUT = 0.3;

/**
 * A folder with so many images of each class of another, drawn by a seed: the same ones every time.
 *
 * @param folder is made, unless it is there
 */
export function fewLabels(train: string, folder: string, perClass: number, seed: number): Promise<string> {
  return made(folder, async making => {
    const entries = await readdir(train, { withFileTypes: true });
    const classes = entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
    for (const [i, name] of classes.sort().entries()) {
      const images = (await readdir(join(train, name))).sort();
      const drawn = new Random(seed, perClass, i).permutation(images.length).slice(0, perClass);
      for (const index of drawn) await linked(join(train, name, images[index]!), join(making, name));
    }
  });
}

/**
 * A folder with `train` and `val`, both in the layout of pets, of the images and trimaps of one that names no parts.
 *
 * @param folder is made, unless it is there
 */
export function heldOut(pets: string, folder: string): Promise<string> {
  return made(folder, async making => {
    const images = (await readdir(join(pets, 'images'))).sort();
    for (const [place, index] of new Random(0).permutation(images.length).entries()) {
      const image = images[index]!;
      const part = join(making, place < HELD_OUT * images.length ? 'val' : 'train');
      await linked(join(pets, 'images', image), join(part, 'images'));
      await linked(join(pets, 'trimaps', `${parse(image).name}.png`), join(part, 'trimaps'));
    }
  });
}

/** A folder that is there as a whole or not at all. */
async function made(folder: string, fill: (making: string) => Promise<void>): Promise<string> {
  if (await stat(folder).catch(() => undefined)) return folder;
  const making = `${folder}.${process.pid}.part`;
  await fill(making);
  // Another process may have made it in the meantime.
  await rename(making, folder).catch(() => rm(making, { recursive: true }));
  return folder;
}

/** Puts a file into another folder, too. */
async function linked(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const to = join(folder, basename(file));
  // Another disk takes no links.
  await link(file, to).catch(() => copyFile(file, to));
}
