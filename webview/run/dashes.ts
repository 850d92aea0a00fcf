/** Lengths of lines and gaps in pixels: runs are told apart without colours too. */
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [12, 4, 2, 4, 2, 4]];

/** The dashes of the curves of the run at this place on the page; the first one's are unbroken. */
export function dashOfRun(place: number): number[] {
  return dashes[place % dashes.length]!;
}
