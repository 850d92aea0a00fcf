import { array, check, type GenericSchema, maxLength, nullable, object, optional, pipe } from 'valibot';
import { type ClassTable, mostInMatrix, type RunClassTable } from '../../protocol/classTable.js';
import { count, percent, readEvaluation, text } from './readEvaluation.js';

/** What the `evaluation.json` of a run that learns classes says. */
export interface ClassEvaluation extends RunClassTable {
  /** The folder of the images, absolute; older versions do not say. */
  root?: string;
}

/** Wrong pairs that a list has. */
const MOST_LISTED = 200;

/** The parts of a table of classes as files have them; `isClassTable` says whether they fit together. */
export const classTable = {
  classes: array(object({ name: text, top1: percent, top5: percent, of: count, precision: nullable(percent) })),
  confusions: array(object({ label: count, answer: count, count, images: pipe(array(text), maxLength(256)) })),
};

const classEvaluation: GenericSchema<unknown, ClassEvaluation> = pipe(
  object({
    root: optional(text),
    epoch: count,
    step: count,
    ...classTable,
  } satisfies Record<keyof ClassEvaluation, GenericSchema>),
  check(found => isClassTable(found)),
);

/** Whether every pair is of classes that there are, and none comes twice. */
export function isClassTable({ classes, confusions }: ClassTable): boolean {
  const pairs = new Set(confusions.map(({ label, answer }) => `${label} ${answer}`));
  const areKnown = confusions.every(({ label, answer }) => label < classes.length && answer < classes.length);
  return areKnown && pairs.size === confusions.length;
}

/**
 * Reads what the newest evaluation found of each class.
 *
 * @returns undefined when there was none yet
 * @throws UserError when it cannot be read, or is damaged or something else
 */
export function readClassEvaluation(file: string): Promise<ClassEvaluation | undefined> {
  return readEvaluation(file, classEvaluation, 'classes');
}

/** The part that is looked at: all pairs where they make a matrix, else the wrong ones that are frequent. */
export function shownClasses({ classes, confusions }: ClassTable): ClassTable {
  const isMatrix = classes.length <= mostInMatrix;
  const shown = isMatrix ? confusions : confusions.filter(({ label, answer }) => label !== answer);
  return { classes, confusions: shown.slice(0, isMatrix ? mostInMatrix ** 2 : MOST_LISTED) };
}
