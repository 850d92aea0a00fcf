import { array, check, type GenericSchema, maxLength, nullable, object, optional, pipe } from 'valibot';
import type { SegmentTable } from '../../protocol/segmentTable.js';
import { count, percent, readEvaluation, text } from './readEvaluation.js';
import type { FoundClass } from './segmentResults.js';

/** What the `evaluation.json` of a run that segments says. */
export interface SegmentEvaluation extends Omit<SegmentTable, 'classes'> {
  /** Of each class, in percent. */
  iou: number[];
  /** The folder of the images, absolute, and what else is known of each class; older versions do not say. */
  root?: string;
  classes?: FoundClass[];
}

/** What files have of a class beside its IoU. */
export const foundClass = {
  name: text,
  accuracy: nullable(percent),
  pixels: nullable(count),
  worst: pipe(array(object({ path: text, mask: text, iou: percent, pixels: count })), maxLength(256)),
};

const schema: GenericSchema<unknown, SegmentEvaluation> = pipe(
  object({
    epoch: count,
    step: count,
    miou: percent,
    pixelAccuracy: percent,
    iou: pipe(array(percent), maxLength(255)),
    root: optional(text),
    classes: optional(array(object(foundClass))),
  } satisfies Record<keyof SegmentEvaluation, GenericSchema>),
  check(({ iou, classes }) => classes === undefined || classes.length === iou.length),
);

/**
 * Reads what the newest evaluation found of the classes of pixels.
 *
 * @returns undefined when there was none yet
 * @throws UserError when it cannot be read, or is damaged or something else
 */
export function readSegmentEvaluation(file: string): Promise<SegmentEvaluation | undefined> {
  return readEvaluation(file, schema, 'classes of pixels');
}

/** The part that is looked at; masks are named by their images. */
export function shownSegments(found: SegmentEvaluation): SegmentTable {
  const { epoch, step, miou, pixelAccuracy, iou, classes } = found;
  const unknown = (k: number): FoundClass => ({ name: `class ${k}`, accuracy: null, pixels: null, worst: [] });
  return {
    epoch,
    step,
    miou,
    pixelAccuracy,
    classes: iou.map((share, k) => {
      const { name, accuracy, pixels, worst } = classes?.[k] ?? unknown(k);
      return {
        name,
        iou: share,
        accuracy,
        pixels,
        worst: worst.map(({ path, iou, pixels }) => ({ path, iou, pixels })),
      };
    }),
  };
}
