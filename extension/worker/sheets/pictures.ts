import { applyPalette, colourTable, type PaletteName } from '../../engine/pictures/palettes.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import { encodePng, type Pixels } from '../../engine/pictures/png.js';
import type { SheetPicture, SheetScale } from '../../protocol/workerApi.js';

/** Width, height and the name that descriptions use. */
export interface Subject {
  name: string;
  width: number;
  height: number;
}

/** Pixels, `[3, height, width]` in [0, 1]. */
export async function pixelPicture(
  label: string,
  planar: Float32Array,
  { name, width, height }: Subject,
): Promise<SheetPicture> {
  return pngPicture(label, `${label} of ${name}`, planarToRgb(planar, width, height));
}

/** A quantity per pixel, `[height, width]`, on a palette from 0 to `high`. */
export async function palettePicture(
  label: string,
  values: Float32Array,
  palette: PaletteName,
  high: number,
  { name, width, height }: Subject,
): Promise<SheetPicture> {
  return pngPicture(
    label,
    `${label} of ${name}`,
    { width, height, data: applyPalette(values, palette, 0, high) },
    true,
  );
}

/** An image as PNG; `indexed` where it has at most 256 colours. */
export async function pngPicture(label: string, alt: string, image: Pixels, indexed = false): Promise<SheetPicture> {
  const { width, height } = image;
  return { label, alt, type: 'image/png', data: await encodePng(image, { indexed }), width, height };
}

/** A palette as the legend of a sheet. */
export async function paletteScale(
  label: string,
  palette: PaletteName,
  low: string,
  high: string,
): Promise<SheetScale> {
  const colours = await encodePng({ width: 256, height: 1, data: colourTable(palette) });
  return { label, low, high, colours };
}
