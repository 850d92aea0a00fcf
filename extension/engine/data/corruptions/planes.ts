import type { RgbImage } from '../image.js';

/** The bytes of an image, one plane per colour: `[3, height, width]` in 0..255. */
export function levelsOf({ data }: RgbImage): Float32Array {
  const plane = data.length / 3;
  return Float32Array.from(data, (_, i) => data[3 * (i % plane) + Math.floor(i / plane)]!);
}
