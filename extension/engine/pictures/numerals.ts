import type { RgbImage } from '../data/image.js';

/** Numbers in pictures, independent of the machine's fonts: 3 x 5 pixel glyphs, one row of bits after the other. */
const glyphs: Record<string, string> = {
  '0': '111 101 101 101 111',
  '1': '010 110 010 010 111',
  '2': '111 001 111 100 111',
  '3': '111 001 111 001 111',
  '4': '101 101 111 001 001',
  '5': '111 100 111 001 111',
  '6': '111 100 111 101 111',
  '7': '111 001 001 001 001',
  '8': '111 101 111 101 111',
  '9': '111 101 111 001 111',
  '.': '000 000 000 000 010',
  '-': '000 000 111 000 000',
};

export const numeralHeight = 5;

/** Width in pixels of `text` as `drawNumber` writes it. */
export function numberWidth(text: string): number {
  return 4 * text.length - 1;
}

/** Writes digits, points and minus signs into `image` with the top left corner at (`left`, `top`). */
export function drawNumber(image: RgbImage, text: string, left: number, top: number, gray: number): void {
  for (const [position, character] of [...text].entries()) {
    const rows = glyphs[character]?.split(' ') ?? [];
    for (const [y, row] of rows.entries()) {
      for (const [x, bit] of [...row].entries()) {
        const column = left + 4 * position + x;
        if (bit === '0' || column < 0 || column >= image.width) continue;
        image.data.fill(gray, ((top + y) * image.width + column) * 3, ((top + y) * image.width + column) * 3 + 3);
      }
    }
  }
}
