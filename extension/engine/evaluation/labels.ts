import type { Source } from '../data/source.js';
import { UserError } from '../errors.js';

/** Labels count the classes of a folder: they mean the same only where the classes are the same. */
export function requireSameClasses(folder: Source, { root, classes }: Source): void {
  const stray = folder.entries.find(({ label }) => label < 0);
  if (stray)
    throw new UserError(
      `DATA.VAL_PATH: ${stray.path} in ${folder.root} lies in no class folder; every image needs one.`,
    );
  const other = folder.classes.find((name, i) => name !== classes[i]) ?? classes[folder.classes.length];
  if (other === undefined) return;
  throw new UserError(
    `DATA.VAL_PATH: the class folders of ${folder.root} are not those of ${root} (${other}); give both the same ones.`,
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
