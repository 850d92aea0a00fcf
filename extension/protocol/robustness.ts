/** What a classifier can be put to, beside clean images: families of tests. */
export const robustnessTests = ['attacks', 'corruptions', 'filters', 'fourier'] as const;
export type RobustnessTest = (typeof robustnessTests)[number];

/** How many images were recognised under one condition. */
export interface RobustnessRow {
  kind: 'clean' | 'corruption' | 'attack' | 'filter' | 'fourier';
  /** The corruption's id, the attack's name, which frequencies survive, or a frequency; 'clean'. */
  name: string;
  /** Of a corruption: 1 to 5. */
  severity?: 1 | 2 | 3 | 4 | 5;
  /** Which frequencies a filter lets pass. */
  pass?: 'low' | 'high';
  /** Of a filter, in bins. */
  radius?: number;
  /** Of noise: cycles over the height of an image, and over its width. */
  frequency?: readonly [vertical: number, horizontal: number];
  /** In percent. */
  top1: number;
  top5: number;
  /** Images that they are of. */
  of: number;
}
