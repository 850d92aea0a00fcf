import type { RgbImage } from '../data/image.js';
import { drawText, letterHeight, textWidth } from './lettering.js';
import { colourTable, type PaletteName } from './palettes.js';

const barHeight = 6;

/**
 * `picture` over a bar of the palette's colours, with what stands for its first and its last one.
 *
 * @param scale of the bar and its text, for larger pictures
 */
export function withColourBar(
  picture: RgbImage,
  palette: PaletteName,
  [first, last]: readonly [string, string],
  scale = 1,
): RgbImage {
  const { width } = picture;
  const height = picture.height + (barHeight + letterHeight + 6) * scale;
  const whole: RgbImage = { width, height, data: new Uint8Array(width * height * 3).fill(255) };
  whole.data.set(picture.data);
  const table = colourTable(palette);
  for (let x = 0; x < width; x++) {
    const level = width > 1 ? Math.round((255 * x) / (width - 1)) : 0;
    for (let y = 0; y < barHeight * scale; y++) {
      whole.data.set(table.subarray(3 * level, 3 * level + 3), ((picture.height + 2 * scale + y) * width + x) * 3);
    }
  }
  const top = picture.height + (barHeight + 4) * scale;
  drawText(whole, first, scale, top, 40, scale);
  drawText(whole, last, width - (textWidth(last) + 1) * scale, top, 40, scale);
  return whole;
}
