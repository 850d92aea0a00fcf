/** An image that was segmented, and how right that is about one class. */
export interface ClassImage {
  /** Relative to the folder. */
  path: string;
  /** Of the class in this image, in percent. */
  iou: number;
  /** Pixels of it that show the class. */
  pixels: number;
}

/** A class of pixels and what a network makes of it. */
export interface SegmentClass {
  name: string;
  /** Pixels rightly in it over all that are in it or were put there, in percent. */
  iou: number;
  /** The share of its pixels that are recognised, in percent; null where there are none, or nobody says. */
  accuracy: number | null;
  /** Pixels that show it; null where nobody says. */
  pixels: number | null;
  /** Some of the images that show it, the worst first. */
  worst: readonly ClassImage[];
}

/** A class whose images are named with their masks, as files have it. */
export interface MaskedClass extends SegmentClass {
  worst: readonly (ClassImage & { mask: string })[];
}

/** What a run's newest evaluation found of the classes of pixels. */
export interface SegmentTable {
  /** 0-based epoch of the step. */
  epoch: number;
  /** Steps finished. */
  step: number;
  /** Mean IoU of all classes and share of right pixels, in percent. */
  miou: number;
  pixelAccuracy: number;
  /** In the order of their numbers. */
  classes: readonly SegmentClass[];
}
