import { IGNORED } from '../segmentation/confusion.js';
import { classColour } from './classColours.js';
import type { Pixels } from './png.js';

/**
 * The classes of pixels as colours over their image; pixels without a class stay as they are.
 *
 * @param image `[height, width, 3]`
 * @param classes `[height, width]`
 * @param opacity of the colours, from 0 to 1
 */
export function classOverlay({ width, height, data }: Pixels, classes: Uint8Array, opacity: number): Pixels {
  const mixed = Uint8Array.from(data);
  for (const [i, index] of classes.entries()) {
    if (index === IGNORED) continue;
    const colour = classColour(index);
    for (let c = 0; c < 3; c++) mixed[3 * i + c] = Math.round((1 - opacity) * data[3 * i + c]! + opacity * colour[c]!);
  }
  return { width, height, data: mixed };
}
