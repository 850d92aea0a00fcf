import { join } from 'node:path';
import { listFolder } from './listFolder.js';
import { sampleFolder, spread } from './sampleFolder.js';

/** Images of one class of a folder. */
export interface SampledClass {
  name: string;
  files: string[];
}

/** Images spread evenly over a folder, by class. */
export interface ClassSample {
  sampled: SampledClass[];
  /** Class folders that there are; `sampled` may have fewer. */
  classes: number;
}

/**
 * Up to `count` images of a folder, whose inner folders are classes, equally many of each class; of too many classes some,
 * evenly spaced, without listing the others. A folder with fewer than two classes is taken as a whole, under the name ''.
 *
 * @throws UserError when the folder cannot be read, or no image was found
 */
export async function sampleClasses(dir: string, count: number, mostClasses: number): Promise<ClassSample> {
  const whole = await sampleFolder(dir, count);
  const { folders } = await listFolder(dir, 0);
  const chosen = spread(folders, mostClasses);
  const share = Math.ceil(count / Math.max(1, chosen.length));
  const sampled: SampledClass[] = [];
  for (const name of chosen) {
    // A folder without images is no class.
    const files = await sampleFolder(join(dir, name), share).catch(() => []);
    if (files.length > 0) sampled.push({ name, files });
  }
  if (sampled.length < 2) return { sampled: [{ name: '', files: whole }], classes: 0 };
  return { sampled, classes: folders.length - (chosen.length - sampled.length) };
}
