import type { Call } from './rpc.js';

/** What an engine process does with images and folders of them. Needs no backend. Paths are absolute. */
export interface ImagesWorkerApi {
  /** An image's pixels, as the engine decodes them. */
  pixels: Call<PixelsRequest, ImagePixels>;
  /**
   * How the power of a folder's images spreads over frequencies, on average and by class, as squares of at most `most`
   * pixels: no image is scaled up.
   */
  meanSpectrum: Call<{ folder: string; most: number }, FolderSpectra, { done: number; total: number }>;
}

export interface PixelsRequest {
  file: string;
  /** Side of the square that the engine prepares of an image; by default all of it is given, made smaller for looking at it. */
  side?: number;
}

/** Pixels as `[height, width, 3]` bytes, and the size of the image that they were made of. */
export interface ImagePixels {
  width: number;
  height: number;
  data: Uint8Array;
  original: { width: number; height: number };
}

/** Mean spectra of a folder's images, each prepared as a square of the same side. */
export interface FolderSpectra {
  /** In pixels: what was asked for, or less where the images have less. */
  side: number;
  /** Over all images first, then of each class. */
  groups: MeanSpectrum[];
  /** Images that the folder holds; undefined where there are too many to count. */
  images?: number;
  /** Classes that the folder holds. */
  classes: number;
  /** Files that could not be used, and why. */
  failures: { name: string; reason: string }[];
}

/** Means over some images; maps are `[side, side]`, shifted. */
export interface MeanSpectrum {
  /** Of the class; empty for all images. */
  name: string;
  /** Images that it is the mean of. */
  images: number;
  /** Mean of ln(1 + |F|), where |F| is the mean over the colours. */
  logMagnitude: Float32Array;
  /** Mean of |F|^2. */
  power: Float64Array;
}
