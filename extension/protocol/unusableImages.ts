/** A file that is named like an image and that a run does without. */
export interface UnusableImage {
  /** Relative to the folder of the images, with '/' on every system. */
  path: string;
  /** Why, as a phrase: 'the file is empty'. */
  reason: string;
  /** Steps that were done when it could not be decoded; absent where a first look at its bytes had told before the run. */
  step?: number;
}

/** How many images a run does without. */
export interface UnusableCounts {
  /** Files in the folder that are named like images. */
  all: number;
  /** Of these, those that a first look at their bytes left out before the run. */
  leftOut: number;
  /** Those that could not be decoded when their turn came; others took their place. */
  failed: number;
}

/** As many of a run's unusable images are named; the others are counted. */
export const mostNamed = 1000;

/** How many images are used. */
export function imagesUsed({ all, leftOut, failed }: UnusableCounts): number {
  return all - leftOut - failed;
}
