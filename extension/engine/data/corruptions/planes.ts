import { type RgbImage, toPlanar } from '../image.js';

/** Planes of one size, one after the other. */
export interface Planes {
  width: number;
  height: number;
  /** `[planes, height, width]`. */
  values: Float32Array;
}

/** The planes of an image, in [0, 1]. */
export function planesOf(image: RgbImage): Planes {
  return { width: image.width, height: image.height, values: toPlanar(image) };
}

/** Other values of the same planes, each from its old one. */
export function mapped({ width, height, values }: Planes, map: (value: number, i: number) => number): Planes {
  return { width, height, values: values.map(map) };
}

/** Pixels in [0, 1] to 0..255; what lies outside is cut off. */
export function toLevels({ values }: Planes): Float32Array {
  return values.map(value => 255 * Math.min(Math.max(value, 0), 1));
}

/** The bytes of an image, one plane per colour: `[3, height, width]` in 0..255. */
export function levelsOf({ data }: RgbImage): Float32Array {
  const plane = data.length / 3;
  return Float32Array.from(data, (_, i) => data[3 * (i % plane) + Math.floor(i / plane)]!);
}
