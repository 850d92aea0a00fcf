import { UserError } from '../errors.js';
import { Random } from '../random.js';
import type { ImageFolder } from './folder.js';

/**
 * Parts the images of a folder in two: all of them, or each class by itself. At least one, of each class, stays in either part. The
 * same seed gives the same parts.
 *
 * @param share of the images, of each class, in the second part, in (0, 1)
 * @throws UserError for a class of a single image
 */
export function splitFolder(
  folder: ImageFolder,
  share: number,
  seed: number,
  { byClass }: { byClass: boolean },
): [rest: ImageFolder, part: ImageFolder] {
  const { entries, classes, root } = folder;
  const members = new Map<number, number[]>();
  for (const [i, entry] of entries.entries()) {
    const label = byClass ? entry.label : -1;
    const own = members.get(label);
    if (own) own.push(i);
    else members.set(label, [i]);
  }
  const taken = new Set<number>();
  for (const [label, own] of members) {
    if (own.length < 2) {
      throw new UserError(
        `DATA.VAL_SPLIT parts the images of each class in two, and ${classes[label] ?? root} in ${root} has only one: add another, or set it to 0.`,
      );
    }
    const count = Math.min(own.length - 1, Math.max(1, Math.round(share * own.length)));
    const order = new Random(seed, 0x5b, label + 1).permutation(own.length);
    for (const i of order.subarray(0, count)) taken.add(own[i]!);
  }
  const part = (isIn: boolean) => entries.filter((_, i) => taken.has(i) === isIn);
  return [
    { ...folder, entries: part(false) },
    { ...folder, entries: part(true), skipped: [] },
  ];
}
