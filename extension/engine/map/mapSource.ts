import { relative, resolve, sep } from 'node:path';
import { sampleFolder } from '../data/sampleFolder.js';
import type { Source } from '../data/source.js';

/** Images that are mapped of a folder: more points are not seen on a screen. */
export const usualImages = 2000;

/**
 * Up to `most` images, spread evenly over a folder and the folders in it, as a source. Its classes are the folders directly below
 * the root that gave images. A large folder is not listed as a whole.
 *
 * @throws UserError when the folder cannot be read, or no image was found
 */
export async function mapSource(dir: string, most: number): Promise<Source> {
  const root = resolve(dir);
  const files = await sampleFolder(root, most);
  const paths = files.map(file => relative(root, file).split(sep).join('/'));
  const classes = [...new Set(paths.filter(path => path.includes('/')).map(classOf))];
  const labels = new Map(classes.map((name, label) => [name, label]));
  const labelOf = (path: string) => (path.includes('/') ? labels.get(classOf(path))! : -1);
  return { root, classes, entries: paths.map(path => ({ path, label: labelOf(path) })) };
}

function classOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}
