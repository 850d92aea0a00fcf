import type { Rgb } from './lookApi.js';
import type { Call } from './rpc.js';

/** What a network makes of the pixels of an image. */
export interface SegmentationView {
  /** Names of the classes, in the order of their numbers. */
  classes: string[];
  input: Rgb;
  /** The class of every pixel of `input`, `[height, width]`. */
  prediction: Uint8Array;
  truth?: SegmentationTruth;
  /** Why there is no truth although a mask was found, as a sentence. */
  maskProblem?: string;
}

/** What a mask says of an image, and how right the prediction is at the mask's own size. */
export interface SegmentationTruth {
  /** Like the prediction; 255 where the mask has no class. */
  mask: Uint8Array;
  /** Of each class in percent; null for one that is neither there nor predicted. */
  iou: (number | null)[];
  /** Share of right pixels, in percent; null where the mask has no class. */
  pixelAccuracy: number | null;
}

/** What the engine process answers. Paths are absolute. */
export interface SegmentationWorkerApi {
  /**
   * The model is kept between calls. Without `mask` the one beside the image is taken, where the folders are laid out as the
   * checkpoint's config says. Throws UserError for a checkpoint that does not segment and an image that cannot be used.
   */
  segmentation: Call<{ checkpoint: string; image: string; mask?: string }, SegmentationView>;
}

/** What the page of a checkpoint that segments asks of the host. `image`: the id of one that it gave out. */
export interface SegmentationPageApi {
  /** The truth is the mask beside the image, where there is one. */
  segmentation: Call<{ image: string }, SegmentationView>;
}
