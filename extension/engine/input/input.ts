/** What a network takes: how many channels of which size, and how pixels become its numbers. */
export interface InputSpec extends Statistics {
  channels: number;
  /** In pixels. */
  size: readonly [height: number, width: number];
}

/** Per channel, of pixels in [0, 1]: a network sees (pixel - mean) / std. */
export interface Statistics {
  mean: readonly number[];
  std: readonly number[];
}

/** ImageNet's, of RGB (fact sheet 1.1). */
export const imagenetStatistics: Statistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Values of one sample, `[channels, height, width]`. */
export function valuesOf({ channels, size: [height, width] }: InputSpec): number {
  return channels * height * width;
}

/** '224' for square images, else '224 x 160'. */
export function sizeText({ size: [height, width] }: Pick<InputSpec, 'size'>): string {
  return height === width ? String(height) : `${height} x ${width}`;
}

/** The side in pixels of square images, which are all that a config describes and that images are cut to. */
export function sideOf({ size: [height, width] }: Pick<InputSpec, 'size'>): number {
  if (height !== width) throw new Error(`Images of ${height} x ${width} pixels are not square.`);
  return height;
}
