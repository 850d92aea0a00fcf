import { colourTable, type PaletteName } from '../../extension/engine/pictures/palettes.js';

/** A picture as a canvas takes it: four bytes a pixel, row after row from the top left. */
export interface Raster {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/*
 * Each of these draws into `reuse` where it is given and has the right size: pictures that follow a drag are made at
 * every move of the mouse. The result is always a new object, because that is what tells panes to draw again.
 */

/** @param planar `[3, height, width]` in [0, 1]; values outside are clamped, as in the engine's own pictures */
export function rasterFromPlanar(planar: ArrayLike<number>, width: number, height: number, reuse?: Raster): Raster {
  const raster = blank(width, height, reuse);
  const plane = width * height;
  for (let i = 0; i < plane; i++) {
    // The array's own conversion clamps, and rounds as the engine does but for exact halves.
    raster.rgba[4 * i] = 255 * planar[i]!;
    raster.rgba[4 * i + 1] = 255 * planar[plane + i]!;
    raster.rgba[4 * i + 2] = 255 * planar[2 * plane + i]!;
    raster.rgba[4 * i + 3] = 255;
  }
  return raster;
}

/** @param rgb `[height, width, 3]` bytes */
export function rasterFromRgb(rgb: ArrayLike<number>, width: number, height: number, reuse?: Raster): Raster {
  const raster = blank(width, height, reuse);
  for (let i = 0; i < width * height; i++) {
    raster.rgba[4 * i] = rgb[3 * i]!;
    raster.rgba[4 * i + 1] = rgb[3 * i + 1]!;
    raster.rgba[4 * i + 2] = rgb[3 * i + 2]!;
    raster.rgba[4 * i + 3] = 255;
  }
  return raster;
}

/** How values become colours. */
export interface ColourScale {
  palette: PaletteName;
  /** Values of the first and the last colour; those outside have them too. */
  low: number;
  high: number;
}

/**
 * Values as colours, the same that the engine's pictures have. What is not a number is gray, which no palette has.
 *
 * @param values `[height, width]`
 */
export function rasterFromValues(
  values: ArrayLike<number>,
  width: number,
  height: number,
  { palette, low, high }: ColourScale,
  reuse?: Raster,
): Raster {
  const raster = blank(width, height, reuse);
  const { rgba } = raster;
  const table = colourTable(palette);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < width * height; i++) {
    const value = values[i]!;
    const level = 3 * Math.min(255, Math.max(0, Math.round((value - low) * scale)));
    rgba[4 * i] = table[level] ?? 128;
    rgba[4 * i + 1] = table[level + 1] ?? 128;
    rgba[4 * i + 2] = table[level + 2] ?? 128;
    rgba[4 * i + 3] = 255;
  }
  return raster;
}

function blank(width: number, height: number, reuse?: Raster): Raster {
  const bytes = 4 * width * height;
  return { width, height, rgba: reuse?.rgba.length === bytes ? reuse.rgba : new Uint8ClampedArray(bytes) };
}
