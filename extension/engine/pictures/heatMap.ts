import type { RgbImage } from '../data/image.js';
import { applyPalette } from './palettes.js';

/** How much of the map's colours is over the image; where they are dark the image recedes, where bright it is lit up. */
const opacity = 0.7;

/**
 * A value per patch over the image that the patches are of, from 0 to the largest in magma. Every patch is a square of one
 * colour: nothing is smoothed that the network did not compute.
 *
 * @param image of any size, square
 * @param values `[grid, grid]`
 */
export function heatOverImage(image: RgbImage, values: Float32Array, grid: number): RgbImage {
  const map = heatMap(values, grid, image.width);
  const data = image.data.map((value, i) => Math.round((1 - opacity) * value + opacity * map.data[i]!));
  return { ...image, data };
}

/** The map itself, `size` pixels a side. */
export function heatMap(values: Float32Array, grid: number, size: number): RgbImage {
  const colours = applyPalette(values, 'magma', 0, largest(values));
  const data = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const patch = Math.floor((Math.floor(i / size) * grid) / size) * grid + Math.floor(((i % size) * grid) / size);
    data.set(colours.subarray(3 * patch, 3 * patch + 3), 3 * i);
  }
  return { width: size, height: size, data };
}

/** The value of the palette's last colour. */
export function largest(values: Float32Array): number {
  return values.reduce((high, value) => Math.max(high, value), 0);
}

/** A copy of a square image with a patch in a white frame with a black one around it, to be seen on any picture. */
export function markedPatch(image: RgbImage, patch: number, grid: number): RgbImage {
  const { width } = image;
  const marked = { ...image, data: image.data.slice() };
  const edge = (place: number) => Math.round((place * width) / grid);
  const [row, column] = [Math.floor(patch / grid), patch % grid];
  const line = Math.max(1, Math.round(width / 224));
  for (const [margin, gray] of [
    [2 * line, 0],
    [line, 255],
  ] as const) {
    frame(edge(column) - margin, edge(row) - margin, edge(column + 1) + margin, edge(row + 1) + margin, gray);
  }
  return marked;

  function frame(left: number, top: number, right: number, bottom: number, gray: number): void {
    for (let y = Math.max(0, top); y < Math.min(width, bottom); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, right); x++) {
        const isInside = x >= left + line && x < right - line && y >= top + line && y < bottom - line;
        if (!isInside) marked.data.fill(gray, 3 * (y * width + x), 3 * (y * width + x) + 3);
      }
    }
  }
}
