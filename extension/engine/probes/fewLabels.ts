import { UserError } from '../errors.js';
import type { Random } from '../random.js';
import { counted } from '../text/format.js';

/** How many labels of each class are known: so many, or a share of them in %. */
export type LabelCount = { perClass: number } | { percent: number };

/**
 * Some images of each class, drawn at random: as many as asked for, or a share of those there are, rounded up.
 *
 * @param labels of all images, `[images]`
 * @returns places in `labels`, in rising order
 * @throws UserError when a class has fewer images
 */
export function fewLabels(
  labels: Int32Array,
  classes: readonly string[],
  count: LabelCount,
  random: Random,
): Uint32Array {
  return fromEachClass(labels, classes, random, (available, name) => {
    if ('percent' in count) return Math.ceil((count.percent * available) / 100);
    if (count.perClass <= available) return count.perClass;
    throw new UserError(
      `${counted(count.perClass, 'label')} of each class are asked for, but the class ${name} has only ${counted(available, 'image')} to learn from: ask for ${available} or fewer, or add images.`,
    );
  });
}

/** At most so many images, drawn at random in the shares that the classes have; of more classes than that, one of each. */
export function atMost(labels: Int32Array, classes: readonly string[], most: number, random: Random): Uint32Array {
  if (labels.length <= most) return Uint32Array.from(labels.keys());
  return fromEachClass(labels, classes, random, available =>
    Math.max(1, Math.floor((most * available) / labels.length)),
  );
}

/** Two parts of some images. */
export interface Parts {
  /** Places in their labels, in rising order. */
  kept: Uint32Array;
  held: Uint32Array;
}

/**
 * Holds out about a share of the images of each class, drawn at random: at least one of each, and never all.
 *
 * @param share between 0 and 1
 * @throws UserError when a class has a single image
 */
export function holdOut(labels: Int32Array, classes: readonly string[], share: number, random: Random): Parts {
  const held = fromEachClass(labels, classes, random, (available, name) => {
    if (available > 1) return Math.min(Math.max(Math.round(share * available), 1), available - 1);
    throw new UserError(
      `The class ${name} has only 1 image to learn from, so that none can be held out: give it at least 2.`,
    );
  });
  const isHeld = new Set(held);
  const kept = Uint32Array.from(labels.keys()).filter(place => !isHeld.has(place));
  return { kept, held };
}

/** @param many how many of a class are taken, by how many there are and its name */
function fromEachClass(
  labels: Int32Array,
  classes: readonly string[],
  random: Random,
  many: (available: number, name: string) => number,
): Uint32Array {
  const places: number[][] = classes.map(() => []);
  for (const [place, label] of labels.entries()) places[label]!.push(place);
  const chosen = places.flatMap((own, label) => {
    const order = random.permutation(own.length);
    return [...order.subarray(0, many(own.length, classes[label]!))].map(i => own[i]!);
  });
  return Uint32Array.from(chosen).sort();
}
