/** How often a classifier is right, in percent of the images that could be decoded. */
export interface Accuracy {
  top1: number;
  top5: number;
  /** Images. */
  of: number;
}

/** A class and what the classifier makes of its images. */
export interface ClassResult extends Accuracy {
  name: string;
  /** Percent of the images that are called so which are so; null where none is. */
  precision: number | null;
}

/** How often images of one class are taken for another. */
export interface Confusion {
  /** Indices of classes. */
  label: number;
  answer: number;
  count: number;
  /** Some of the images, relative to the folder. */
  images: readonly string[];
}

/** What was found of each class. */
export interface ClassTable {
  /** In the order of the folder. */
  classes: readonly ClassResult[];
  /** The pairs of classes that occur, right ones included, the frequent ones first. */
  confusions: readonly Confusion[];
}

/** What a run's newest evaluation found of each class. */
export interface RunClassTable extends ClassTable {
  /** 0-based epoch of the step. */
  epoch: number;
  /** Steps finished. */
  step: number;
}

/** Up to so many classes make a matrix that can be read; of more, pairs are listed. */
export const mostInMatrix = 60;
