/** What a network takes: how many channels of which size, and how pixels become its numbers. */
export interface InputSpec {
  channels: number;
  /** In pixels. */
  size: readonly [height: number, width: number];
  /** Per channel, of pixels in [0, 1]: the network sees (pixel - mean) / std. */
  mean: readonly number[];
  std: readonly number[];
}

/** ImageNet's statistics per RGB channel, of pixels in [0, 1] (fact sheet 1.1). */
export const imagenetMean: readonly number[] = [0.485, 0.456, 0.406];
export const imagenetStd: readonly number[] = [0.229, 0.224, 0.225];

/** Values of one sample, `[channels, height, width]`. */
export function valuesOf({ channels, size: [height, width] }: InputSpec): number {
  return channels * height * width;
}
