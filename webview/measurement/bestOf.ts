/** The places of the best of some values; none where all are the same, or fewer than two are there. */
export function bestOf(values: readonly (number | undefined)[], better: 'higher' | 'lower'): Set<number> {
  const known = values.filter(value => value !== undefined);
  if (new Set(known).size < 2) return new Set();
  const best = better === 'higher' ? Math.max(...known) : Math.min(...known);
  return new Set(values.flatMap((value, place) => (value === best ? place : [])));
}
