import { type TensorData, toFloat32 } from '../../engine/checkpoint/tensorData.js';
import type { SheetPicture } from '../../protocol/workerApi.js';
import { pngPicture } from './pictures.js';

/** Filters of one picture; wider models show the first of theirs. */
const MOST = 1024;

/** About how many pixels wide it is shown. */
const SHOWN_WIDTH = 640;

/** Pixels between filters. */
const GAP = 1;

/**
 * Convolution filters as tiles, gray = 0, each scaled by its own largest magnitude.
 *
 * @param weights `[filters, 3, height, width]`
 */
export async function filtersPicture(weights: TensorData): Promise<SheetPicture> {
  const [all, , height, width] = weights.shape as [number, number, number, number];
  const count = Math.min(all, MOST);
  const columns = columnsFor(count);
  const rows = Math.ceil(count / columns);
  const picture = {
    width: columns * (width + GAP) - GAP,
    height: rows * (height + GAP) - GAP,
    data: new Uint8Array(0),
  };
  picture.data = new Uint8Array(picture.width * picture.height * 3).fill(128);
  const values = toFloat32(weights);
  const plane = height * width;
  for (let f = 0; f < count; f++) {
    const filter = values.subarray(f * 3 * plane, (f + 1) * 3 * plane);
    const largest = filter.reduce((high, value) => Math.max(high, Math.abs(value)), 0) || 1;
    const left = (f % columns) * (width + GAP);
    const top = Math.floor(f / columns) * (height + GAP);
    for (let i = 0; i < plane; i++) {
      const target = ((top + Math.floor(i / width)) * picture.width + left + (i % width)) * 3;
      for (let c = 0; c < 3; c++) {
        picture.data[target + c] = Math.round(127.5 * (1 + filter[c * plane + i]! / largest));
      }
    }
  }
  const label = count < all ? `First ${count} of ${all} filters` : `${count} filters`;
  const alt = `${label} of the patch embedding as tiles, gray where a weight is 0`;
  return { ...(await pngPicture(label, alt, picture)), zoom: Math.max(1, Math.round(SHOWN_WIDTH / picture.width)) };
}

/** A divisor of `count` that makes a grid about 1.6 times as wide as high; what is nearest to that for a prime. */
function columnsFor(count: number): number {
  const wanted = Math.sqrt(count * 1.6);
  for (let columns = Math.round(wanted); columns <= Math.min(count, 2 * wanted); columns++) {
    if (count % columns === 0) return columns;
  }
  return Math.ceil(wanted);
}
