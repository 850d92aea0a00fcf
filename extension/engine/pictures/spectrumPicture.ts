import type { RgbImage } from '../data/image.js';
import { withColourBar } from './colourBar.js';
import { applyPalette, type PaletteName } from './palettes.js';

/** What is drawn over and under the values of a spectrum. */
export interface SpectrumPictureOptions {
  palette: PaletteName;
  /** Values of the first and last colour. Panels that are compared must share them. */
  low: number;
  high: number;
  /** Radii in bins of circles around the constant term. */
  circles?: number[];
  /** A one-pixel cross around the constant term, which itself stays visible. */
  markCentre?: boolean;
  /** A colour bar below the picture with the values of its ends. */
  legend?: boolean;
}

/**
 * A picture of a shifted spectrum, one pixel per coefficient.
 *
 * @param values `[height, width]`, constant term at (floor(height / 2), floor(width / 2)): log-magnitude, phase, ...
 */
export function spectrumPicture(
  values: Float32Array,
  width: number,
  height: number,
  options: SpectrumPictureOptions,
): RgbImage {
  const picture = { width, height, data: applyPalette(values, options.palette, options.low, options.high) };
  for (const radius of options.circles ?? []) drawCircle(picture, radius);
  if (options.markCentre) drawCross(picture);
  const { palette, low, high } = options;
  return options.legend ? withColourBar(picture, palette, [short(low), short(high)]) : picture;
}

/** White pixels along the circle: those whose distance from the constant term rounds to `radius`. */
function drawCircle(picture: RgbImage, radius: number): void {
  const [cx, cy] = [Math.floor(picture.width / 2), Math.floor(picture.height / 2)];
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (Math.abs(Math.hypot(x - cx, y - cy) - radius) < 0.5) paint(picture, x, y, 255);
    }
  }
}

function drawCross(picture: RgbImage): void {
  const [cx, cy] = [Math.floor(picture.width / 2), Math.floor(picture.height / 2)];
  for (const distance of [-4, -3, -2, 2, 3, 4]) {
    paint(picture, cx + distance, cy, 255);
    paint(picture, cx, cy + distance, 255);
  }
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

function paint(picture: RgbImage, x: number, y: number, gray: number): void {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return;
  picture.data.fill(gray, (y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3);
}
