import type { RgbImage } from '../data/image.js';

/** Text in pictures, independent of the machine's fonts: 3 x 5 pixel glyphs, one row of bits after the other. */
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
  A: '010 101 111 101 101',
  C: '111 100 100 100 111',
  D: '110 101 101 101 110',
  E: '111 100 110 100 111',
  H: '101 101 111 101 101',
  L: '100 100 100 100 111',
  M: '101 111 111 101 101',
  N: '110 101 101 101 101',
  O: '111 101 101 101 111',
  R: '110 101 110 101 101',
  T: '111 010 010 010 010',
  U: '101 101 101 101 111',
  Y: '101 101 010 010 010',
};

export const letterHeight = 5;

/** Width in pixels of `text` as `drawText` writes it at its own size. */
export function textWidth(text: string): number {
  return 4 * text.length - 1;
}

/**
 * Writes digits, points, minus signs and those capital letters that pictures need into `image`, with the top left corner at
 * (`left`, `top`) and `scale` pixels for each of a glyph.
 */
export function drawText(image: RgbImage, text: string, left: number, top: number, gray: number, scale = 1): void {
  for (const [position, character] of [...text].entries()) {
    const rows = glyphs[character]?.split(' ') ?? [];
    for (let y = 0; y < letterHeight * scale; y++) {
      for (let x = 0; x < 3 * scale; x++) {
        const column = left + 4 * scale * position + x;
        if (rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] !== '1') continue;
        if (column < 0 || column >= image.width) continue;
        const pixel = ((top + y) * image.width + column) * 3;
        image.data.fill(gray, pixel, pixel + 3);
      }
    }
  }
}
