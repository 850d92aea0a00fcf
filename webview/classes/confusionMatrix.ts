import { colourTable } from '../../extension/engine/pictures/palettes.js';
import type { ClassTable, Confusion } from '../../extension/protocol/classTable.js';

/** The counts of a confusion matrix. */
export interface ConfusionCell {
  /** Images of the row's class that are taken for the column's. */
  count: number;
  /** Images of the row's class. */
  of: number;
  /** Of `count`, from 0 to 1. */
  share: number;
}

/** Of all pairs of classes, `[classes][classes]`: rows are what images show, columns what they are taken for. */
export function confusionMatrix({ classes, confusions }: ClassTable): ConfusionCell[][] {
  const cells = classes.map(({ of }) => classes.map(() => ({ count: 0, of, share: 0 })));
  for (const { label, answer, count } of confusions) {
    const cell = cells[label]![answer]!;
    cell.count = count;
    cell.share = cell.of > 0 ? Math.min(1, count / cell.of) : 0;
  }
  return cells;
}

/** Where a pair of classes is in a table; -1 where it does not occur. */
export function placeOf({ confusions }: Pick<ClassTable, 'confusions'>, pair: Pair): number {
  return confusions.findIndex(({ label, answer }) => label === pair.label && answer === pair.answer);
}

export type Pair = Pick<Confusion, 'label' | 'answer'>;

/** Relative luminance (WCAG 2) from which black is read better than white. */
const MIDDLE = 0.179;

/** The colour of a share, from 0 to 1, and that of text on it. */
export function shareColours(share: number): { background: string; text: string } {
  const first = 3 * Math.round(255 * share);
  const rgb = colourTable('viridis').subarray(first, first + 3);
  const [red, green, blue] = Array.from(rgb, byte => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > MIDDLE;
  return { background: `rgb(${rgb.join(' ')})`, text: isLight ? '#000' : '#fff' };
}
