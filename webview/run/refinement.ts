/**
 * An order in which a long row of things is best computed, so that a picture of all of it is there soon and gets finer: the
 * last one, the first, then always the middles of what is still open.
 *
 * @returns every index below `count` once
 */
export function refinement(count: number): number[] {
  if (count === 0) return [];
  const order = count > 1 ? [count - 1, 0] : [0];
  for (let gaps = [[0, count - 1]]; gaps.length > 0; ) {
    const next: number[][] = [];
    for (const [from, to] of gaps as [number, number][]) {
      const middle = (from + to) >> 1;
      if (middle === from) continue;
      order.push(middle);
      next.push([from, middle], [middle, to]);
    }
    gaps = next;
  }
  return order;
}
