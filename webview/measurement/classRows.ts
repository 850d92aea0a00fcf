/** What was measured of a class; undefined where there was nothing to measure with. */
export interface ClassValue {
  name: string;
  value: number | undefined;
}

/** A class and what was measured of it by several. */
export interface ClassRow {
  name: string;
  /** In the order of the measurements; undefined where one has no such class, or nothing of it. */
  values: (number | undefined)[];
  /** How far the best and the worst are apart, in points. */
  range: number | undefined;
}

/** Classes by their names, in the order in which they come first. */
export function classRows(results: readonly (readonly ClassValue[])[]): ClassRow[] {
  const byName = results.map(classes => new Map(classes.map(({ name, value }) => [name, value])));
  const names = [...new Set(results.flatMap(classes => classes.map(({ name }) => name)))];
  return names.map(name => {
    const values = byName.map(classes => classes.get(name));
    const known = values.filter(value => value !== undefined);
    return { name, values, range: known.length > 1 ? Math.max(...known) - Math.min(...known) : undefined };
  });
}
