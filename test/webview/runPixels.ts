import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** The parameters of the calls of one name that the page has made of its stand-in. */
export async function calls(page: Page, method: string): Promise<Record<string, unknown>[]> {
  const all = await page.evaluate<[string, Record<string, unknown>][]>('globalThis.mfmCalls');
  return all.filter(([name]) => name === method).map(([, params]) => params);
}

/**
 * Which rows of each column of a chart's plot its curves touch, as drawn on the screen. Curves are told from the grid and
 * the paper by their colour.
 */
export async function plotPixels(page: Page, name: string) {
  const plot = page.getByRole('application', { name, exact: true }).locator('.u-over');
  const { x, y, width, height } = (await plot.boundingBox())!;
  const clip = { x: Math.round(x), y: Math.round(y), width: Math.floor(width), height: Math.floor(height) };
  const pixels = await sharp(await page.screenshot({ clip, caret: 'initial' }))
    .removeAlpha()
    .raw()
    .toBuffer();
  const columns = Array.from({ length: clip.width }, (_, column): [top: number, bottom: number] => {
    const rows = Array.from({ length: clip.height }, (_, row) => row).filter(row => {
      const at = 3 * (row * clip.width + column);
      return pixels[at + 2]! - pixels[at]! > 40;
    });
    return [rows[0] ?? Number.NaN, rows.at(-1) ?? Number.NaN];
  });
  return { columns, width: clip.width, height: clip.height };
}

/** The pixels of a square picture that a pane shows magnified by a whole factor, `[size, size, 3]`, read from its canvas. */
export async function pixelsOf(page: Page, name: RegExp, size: number): Promise<number[]> {
  const canvas = page.getByRole('application', { name }).first().locator('canvas');
  const box = (await canvas.boundingBox())!;
  const zoom = Math.floor(Math.min(box.width, box.height) / size);
  const shot = await canvas.screenshot({ caret: 'initial' });
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const [left, top] = [(info.width - zoom * size) / 2, (info.height - zoom * size) / 2].map(Math.round) as [
    number,
    number,
  ];
  return Array.from({ length: 3 * size * size }, (_, i) => {
    const [c, px, py] = [i % 3, Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    const middle = (zoom - 1) >> 1;
    const at = (top + py * zoom + middle) * info.width + left + px * zoom + middle;
    return data[3 * at + c]!;
  });
}
