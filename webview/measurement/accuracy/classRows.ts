import type { ClassResult } from '../../../extension/protocol/classTable.js';

/** A class and what each of several classifiers makes of its images. */
export interface ClassRow {
  name: string;
  /** In the order of the classifiers; undefined where one has no such class, or no images of it. */
  top1: (number | undefined)[];
  /** How far the best and the worst are apart, in points. */
  range: number | undefined;
}

/** Classes by their names, in the order in which they come first. */
export function classRows(results: readonly (readonly ClassResult[])[]): ClassRow[] {
  const byName = results.map(classes => new Map(classes.map(result => [result.name, result])));
  const names = [...new Set(results.flatMap(classes => classes.map(({ name }) => name)))];
  return names.map(name => {
    const top1 = byName.map(classes => {
      const found = classes.get(name);
      return found && found.of > 0 ? found.top1 : undefined;
    });
    const known = top1.filter(value => value !== undefined);
    return { name, top1, range: known.length > 1 ? Math.max(...known) - Math.min(...known) : undefined };
  });
}
