import type { RgbImage } from '../data/image.js';
import { drawText, letterHeight, textWidth } from './lettering.js';

/** Pictures that belong together, left to right; all of a sheet have the same size. */
export interface SheetRow {
  label: string;
  tiles: RgbImage[];
}

const gap = 6;
const margin = 16;
const textScale = 2;
const background = 24;
const ink = 190;

/**
 * Pictures in rows and columns on a dark ground, with the name of each row and column.
 *
 * @param corner a picture above the rows; it may be larger than the others
 * @param columns names, left to right; rows may be shorter
 */
export function contactSheet(corner: RgbImage, columns: readonly string[], rows: readonly SheetRow[]): RgbImage {
  const tile = rows[0]!.tiles[0]!.width;
  const longest = Math.max(...rows.map(({ label }) => textWidth(label)));
  const left = margin + textScale * longest + margin;
  const heading = margin + corner.height + margin;
  const top = heading + textScale * letterHeight + gap;
  const width = left + columns.length * (tile + gap) - gap + margin;
  const height = top + rows.length * (tile + gap) - gap + margin;
  const sheet: RgbImage = { width, height, data: new Uint8Array(width * height * 3).fill(background) };

  paste(sheet, corner, left, margin);
  for (const [i, name] of columns.entries()) {
    const centred = left + i * (tile + gap) + Math.round((tile - textScale * textWidth(name)) / 2);
    drawText(sheet, name, centred, heading, ink, textScale);
  }
  for (const [r, { label, tiles }] of rows.entries()) {
    const y = top + r * (tile + gap);
    const middle = y + Math.round((tile - textScale * letterHeight) / 2);
    drawText(sheet, label, left - margin - textScale * textWidth(label), middle, ink, textScale);
    for (const [i, picture] of tiles.entries()) paste(sheet, picture, left + i * (tile + gap), y);
  }
  return sheet;
}

function paste(sheet: RgbImage, picture: RgbImage, left: number, top: number): void {
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
    sheet.data.set(row, 3 * ((top + y) * sheet.width + left));
  }
}
