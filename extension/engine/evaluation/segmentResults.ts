import type { MaskedClass } from '../../protocol/segmentTable.js';
import type { ImagePart, SegmentAnswers } from './segmentAnswers.js';

/** Images that are named of each class. */
const NAMED = 24;

/** What an evaluation found of a class beside its IoU. */
export type FoundClass = Omit<MaskedClass, 'iou'>;

/** In the order of the classes' numbers. */
export function foundClasses({ folder, confusion, parts }: SegmentAnswers, names: readonly string[]): FoundClass[] {
  const images = names.map((): ImagePart[] => []);
  for (const part of parts) images[part.class]!.push(part);
  const worst = images.map(list => list.sort((a, b) => a.iou - b.iou || b.pixels - a.pixels || a.entry - b.entry));
  return confusion.each().map(({ right, truth }, index) => ({
    name: names[index]!,
    pixels: truth,
    accuracy: truth > 0 ? (100 * right) / truth : null,
    worst: worst[index]!.slice(0, NAMED).map(({ entry, iou, pixels }) => {
      const { path, mask } = folder.entries[entry]!;
      return { path, mask: mask!, iou: 100 * iou, pixels };
    }),
  }));
}
