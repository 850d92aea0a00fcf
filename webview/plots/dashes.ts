/** Lengths of lines and gaps in pixels: curves are told apart without colours too. */
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [12, 4, 2, 4, 2, 4]];

/** The dashes of curves of the same thing, by its place among those that are shown; the first one's are unbroken. */
export function dashesAt(place: number): number[] {
  return dashes[place % dashes.length]!;
}
