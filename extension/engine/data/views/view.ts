import type { Random } from '../../random.js';
import type { RgbImage } from '../image.js';
import type { Mask } from '../mask.js';

/** What one sample has under a name: numbers of this shape; `[]` for a single one. */
export interface FieldSpec {
  name: string;
  shape: readonly number[];
}

/** The numbers of one sample, by the names of its fields. */
export type View = Record<string, Float32Array>;

/** 1, 2, 4 or 8. */
export type Reduction = (width: number, height: number) => number;

/**
 * A way to make a sample of an image. It runs in the decoding threads, so it computes in plain JavaScript, and its options are
 * plain data.
 */
export interface ViewKind<Options> {
  fields(options: Options): FieldSpec[];
  /** Where images may be decoded smaller than they are: by what the sides of one of a size may be divided. */
  reduction?(options: Options): Reduction | undefined;
  /**
   * @param random what the view is drawn from, where it is a random one
   * @param mask of the same size as the image, where the source has masks
   */
  make(image: RgbImage, options: Options, random: Random, mask?: Mask): View;
}

/** Numbers in a field of one sample. */
export function lengthOf({ shape }: FieldSpec): number {
  return shape.reduce((product, side) => product * side, 1);
}
