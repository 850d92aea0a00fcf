import type { Random } from '../../random.js';
import type { RgbImage } from '../image.js';

/** 1 is the mildest. */
export type Severity = 1 | 2 | 3 | 4 | 5;

export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

/** The parameters of each severity, the mildest first. */
export type BySeverity<T> = readonly [T, T, T, T, T];

/** The families of the benchmark; `extra` are its four held-out ones, which do not count for the mean corruption error. */
export type CorruptionGroup = 'noise' | 'blur' | 'weather' | 'digital' | 'extra';

/**
 * What may happen to a photograph, in five severities (Hendrycks and Dietterich 2019; fact sheet 2.7). Lengths are in pixels as
 * they are for images of 224 px, whatever the size of the image: of smaller ones the same severity takes more.
 */
export interface Corruption {
  /** For people. */
  label: string;
  group: CorruptionGroup;
  /**
   * @param image not changed; 16 px or more on a side
   * @returns `[3, height, width]` in [0, 255], not rounded
   */
  apply(image: RgbImage, severity: Severity, random: Random): Float32Array;
}

/** The parameters of a severity. */
export function at<T>(parameters: BySeverity<T>, severity: Severity): T {
  return parameters[severity - 1]!;
}
