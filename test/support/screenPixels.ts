import type { Locator } from 'playwright-core';
import sharp from 'sharp';

/** What is to be seen of an element. */
export interface ScreenPixels {
  width: number;
  height: number;
  /** Red, green and blue of a pixel of the screen. */
  at(x: number, y: number): [number, number, number];
}

/** Reads an element's pixels off the screen, with all that lies over it. */
export async function screenPixels(element: Locator): Promise<ScreenPixels> {
  const page = element.page();
  const ratio = (await page.evaluate('devicePixelRatio')) as number;
  const box = (await element.boundingBox())!;
  // Elements begin and end on whole pixels of the screen, whatever their box says.
  const snap = (value: number) => Math.round(value * ratio) / ratio;
  const [x, y] = [snap(box.x), snap(box.y)];
  const clip = { x, y, width: snap(box.x + box.width) - x, height: snap(box.y + box.height) - y };
  // Hiding the caret takes a style sheet, which a page's policy refuses.
  const png = await page.screenshot({ clip, caret: 'initial', scale: 'device' });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at(x, y) {
      const from = 3 * (y * info.width + x);
      return [data[from]!, data[from + 1]!, data[from + 2]!];
    },
  };
}
