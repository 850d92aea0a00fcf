import type { RgbImage } from '../data/image.js';
import { classColour } from './classColours.js';
import { drawText, letterHeight, textWidth } from './lettering.js';

const background = 24;
const ink = 190;
const textScale = 2;
const swatch = 14;
const gap = 6;
/** Room of a colour and a number of up to three digits. */
const cell = swatch + gap + textScale * textWidth('255') + 2 * gap;
const line = swatch + gap;

/** A picture with the colours of classes and their numbers below it, in as many lines as they need. */
export function withClassLegend({ width, height, data }: RgbImage, classes: readonly number[]): RgbImage {
  const columns = Math.max(1, Math.floor((width - gap) / cell));
  const lines = Math.ceil(classes.length / columns);
  const wide = Math.max(width, gap + cell);
  const made: RgbImage = { width: wide, height: height + gap + lines * line, data: new Uint8Array(0) };
  made.data = new Uint8Array(3 * made.width * made.height).fill(background);
  for (let y = 0; y < height; y++) made.data.set(data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * y * wide);
  for (const [i, index] of classes.entries()) {
    const left = gap + (i % columns) * cell;
    const top = height + gap + Math.floor(i / columns) * line;
    fill(made, left, top, classColour(index));
    const middle = top + Math.round((swatch - textScale * letterHeight) / 2);
    drawText(made, String(index), left + swatch + gap, middle, ink, textScale);
  }
  return made;
}

function fill(image: RgbImage, left: number, top: number, colour: readonly number[]): void {
  for (let y = top; y < top + swatch; y++) {
    for (let x = left; x < left + swatch; x++) image.data.set(colour, 3 * (y * image.width + x));
  }
}
