/** Something that was measured, or asked, of each of the measurements. */
export interface Figure {
  label: string;
  /** What it means, where its name does not say. */
  title?: string;
  /** In the order of the measurements. */
  texts: readonly (string | undefined)[];
  /** Where one value is better than another. */
  judged?: { values: readonly (number | undefined)[]; better: 'higher' | 'lower' };
}
