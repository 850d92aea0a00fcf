import { colourTable } from '../../../extension/engine/pictures/palettes.js';
import type { FilterBank } from '../../../extension/protocol/workerApi.js';
import type { Raster } from '../../plots/raster.js';

/** Equal pictures in rows, with a line of one pixel between them. */
export interface Tiling {
  count: number;
  columns: number;
  /** Of a tile. */
  width: number;
  height: number;
}

/** A tiling about 1.6 times as wide as high; every row is full where a divisor near that allows it. */
export function tilingOf(count: number, width: number, height: number): Tiling {
  const wanted = Math.max(1, Math.sqrt(count * 1.6));
  for (let columns = Math.round(wanted); columns <= Math.min(count, 2 * wanted); columns++) {
    if (count % columns === 0) return { count, columns, width, height };
  }
  return { count, columns: Math.ceil(wanted), width, height };
}

/** The top left pixel of a tile. */
export function tileCorner({ columns, width, height }: Tiling, tile: number): { x: number; y: number } {
  return { x: (tile % columns) * (width + 1), y: Math.floor(tile / columns) * (height + 1) };
}

/** The tile that a pixel lies in; nothing on the lines between and behind the last one. */
export function tileAt({ count, columns, width, height }: Tiling, x: number, y: number): number | undefined {
  const tile = Math.floor(y / (height + 1)) * columns + Math.floor(x / (width + 1));
  return x % (width + 1) === width || y % (height + 1) === height || tile >= count ? undefined : tile;
}

/** Filters as colours: gray is 0, and `limit` is what is white or black in each channel. */
export function filterRaster({ channels, values }: FilterBank, tiling: Tiling, limit: number): Raster {
  const plane = tiling.width * tiling.height;
  return tiled(tiling, (tile, k, channel) => {
    const value = values[(tile * channels + channel) * plane + k]!;
    return 127.5 * (1 + value / limit);
  });
}

/** Frequency responses in viridis, each from 0 to its own largest: filters differ more in strength than eyes can tell. */
export function responseRaster({ responses }: FilterBank, tiling: Tiling): Raster {
  const plane = tiling.width * tiling.height;
  const table = colourTable('viridis');
  const limits = Float64Array.from({ length: tiling.count }, (_, tile) =>
    largestMagnitude(responses.subarray(tile * plane, (tile + 1) * plane)),
  );
  return tiled(tiling, (tile, k, channel) => {
    const level = Math.round((255 * responses[tile * plane + k]!) / limits[tile]!);
    return table[3 * level + channel]!;
  });
}

/** `value`: of pixel `k` of a tile in a channel, 0 to 255. What is between tiles stays transparent. */
function tiled(tiling: Tiling, value: (tile: number, k: number, channel: number) => number): Raster {
  const { count, columns, width, height } = tiling;
  const [across, down] = [columns * (width + 1) - 1, Math.ceil(count / columns) * (height + 1) - 1];
  const rgba = new Uint8ClampedArray(4 * across * down);
  for (let tile = 0; tile < count; tile++) {
    const corner = tileCorner(tiling, tile);
    for (let k = 0; k < width * height; k++) {
      const target = 4 * ((corner.y + Math.floor(k / width)) * across + corner.x + (k % width));
      for (let channel = 0; channel < 3; channel++) rgba[target + channel] = value(tile, k, channel);
      rgba[target + 3] = 255;
    }
  }
  return { width: across, height: down, rgba };
}

/** The largest magnitude among finite values; 1 where all are 0. */
export function largestMagnitude(values: Float32Array): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0) || 1;
}
