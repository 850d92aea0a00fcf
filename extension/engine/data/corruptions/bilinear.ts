import { folded } from './gaussianSmoothing.js';
import type { Planes } from './planes.js';

/**
 * Planes whose every pixel is looked up elsewhere, between four pixels by their distances. Beyond a border a plane goes on as in a
 * mirror behind its outermost pixels.
 *
 * @param place where the pixel of column x and row y is looked up; written to `into`, as column and row
 */
export function lookedUp(
  { width, height, values }: Planes,
  place: (x: number, y: number, into: [number, number]) => void,
): Planes {
  const plane = width * height;
  const result = new Float32Array(values.length);
  const found: [number, number] = [0, 0];
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      place(x, y, found);
      const [left, top] = [Math.floor(found[0]), Math.floor(found[1])];
      const [right, below] = [found[0] - left, found[1] - top];
      const [x0, x1] = [folded(left, width), folded(left + 1, width)];
      const [y0, y1] = [folded(top, height) * width, folded(top + 1, height) * width];
      for (let from = 0; from < values.length; from += plane) {
        const upper = values[from + y0 + x0]! * (1 - right) + values[from + y0 + x1]! * right;
        const lower = values[from + y1 + x0]! * (1 - right) + values[from + y1 + x1]! * right;
        result[from + to] = upper * (1 - below) + lower * below;
      }
    }
  }
  return { width, height, values: result };
}
