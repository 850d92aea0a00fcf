import { UserError } from '../errors.js';
import type { Source } from './source.js';

/**
 * Throws UserError when images are in no class, or all in one.
 *
 * @param who needs the labels: a key with its value, or a command
 * @param instead what else can be done, as the end of a sentence
 */
export function requireLabels({ root, classes, entries }: Source, who: string, instead?: string): void {
  const or = instead === undefined ? '' : `, or ${instead}`;
  if (classes.length < 2) {
    throw new UserError(
      `${who} learns from labels, and ${root} has ${classes.length === 0 ? 'no class folders' : 'only one'}: put the images of each class into a folder of its own${or}.`,
    );
  }
  const stray = entries.find(({ label }) => label < 0);
  if (stray) {
    throw new UserError(`${stray.path} in ${root} lies in no class folder; ${who} needs a label for each image${or}.`);
  }
}

/**
 * Labels count the classes of a folder: they mean the same only where the classes are the same.
 *
 * @param name what names `folder`: a key or an argument
 */
export function requireSameClasses(folder: Source, { root, classes }: Source, name: string): void {
  const stray = folder.entries.find(({ label }) => label < 0);
  if (stray) {
    throw new UserError(`${name}: ${stray.path} in ${folder.root} lies in no class folder; every image needs one.`);
  }
  const other = folder.classes.find((name, i) => name !== classes[i]) ?? classes[folder.classes.length];
  if (other === undefined) return;
  throw new UserError(
    `${name}: the class folders of ${folder.root} are not those of ${root} (${other}); give both the same ones.`,
  );
}

/**
 * @param file of a classifier that tells `count` classes
 * @param names of its classes, where the file says them
 * @throws UserError for a folder that is not labelled with these
 */
export function requireClasses(
  { root, classes, entries }: Source,
  count: number,
  file: string,
  names?: readonly string[],
): void {
  const stray = entries.find(({ label }) => label < 0);
  if (stray) throw new UserError(`${stray.path} in ${root} lies in no class folder; every image needs one.`);
  const other = names && classes.find((name, i) => name !== names[i]);
  if (other !== undefined) {
    throw new UserError(
      `The class folders of ${root} are not those that ${file} was fine-tuned with (${other}): name a folder with the same ones.`,
    );
  }
  if (classes.length === count) return;
  throw new UserError(
    `${root} has ${classes.length} class folders, and ${file} tells ${count} classes: name a folder with the classes that it was fine-tuned with.`,
  );
}
