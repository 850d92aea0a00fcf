import type { Rgb } from '../../../extension/protocol/lookApi.js';
import { t } from '../../host/t.js';
import { type ColourScale, type Raster, rasterFromRgb, rasterFromValues } from '../../plots/raster.js';
import type { PatchGrid } from './layers.js';

/** The patch that a pixel belongs to, row-major. */
export function patchAt({ grid, size }: PatchGrid, x: number, y: number): number {
  return Math.floor(y / size) * grid[1] + Math.floor(x / size);
}

/** The patch a step away, or the same one at the image's edge. */
export function patchBeside({ grid }: PatchGrid, patch: number, dx: number, dy: number): number {
  const [rows, columns] = grid;
  const within = (place: number, side: number) => Math.min(side - 1, Math.max(0, place));
  return within(Math.floor(patch / columns) + dy, rows) * columns + within((patch % columns) + dx, columns);
}

/** 'row 3, column 5', counted from 1. */
export function patchName({ grid: [, columns] }: PatchGrid, patch: number): string {
  return t('row {0}, column {1}', Math.floor(patch / columns) + 1, (patch % columns) + 1);
}

/**
 * A value per patch over the image that the patches are of, every patch a square of one colour.
 *
 * @param opacity of the colours, 0 to 1
 */
export function overImage(
  image: Rgb,
  values: Float32Array,
  by: PatchGrid,
  scale: ColourScale,
  opacity: number,
): Raster {
  const colours = rasterFromValues(values, by.grid[1], by.grid[0], scale).rgba;
  return blended(image, by, opacity, (patch, c) => colours[4 * patch + c]!);
}

/** Colours of patches, `[patches, 3]`, over the image. */
export function coloursOverImage(image: Rgb, colours: Uint8Array, by: PatchGrid, opacity: number): Raster {
  return blended(image, by, opacity, (patch, c) => colours[3 * patch + c]!);
}

function blended(image: Rgb, by: PatchGrid, opacity: number, colour: (patch: number, channel: number) => number) {
  const raster = rasterFromRgb(image.data, image.width, image.height);
  for (let i = 0; i < image.width * image.height; i++) {
    const patch = patchAt(by, i % image.width, Math.floor(i / image.width));
    for (let c = 0; c < 3; c++) {
      raster.rgba[4 * i + c] = (1 - opacity) * raster.rgba[4 * i + c]! + opacity * colour(patch, c);
    }
  }
  return raster;
}
