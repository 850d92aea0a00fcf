import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { ConfigMask, MaskRadii, SpectrumSubject } from '../../extension/protocol/spectrumPage.js';
import { paperSettings } from '../../webview/spectrum/degraded.js';
import { type OpenPage, openPage, type PageOptions } from './webviewPage.js';

/** Opens the page and waits until it is drawn. */
export async function openSpectrum(browser: Browser, options: PageOptions = {}): Promise<OpenPage> {
  // Large enough for pictures at true size.
  const opened = await openPage(browser, 'spectrum', { width: 1400, height: 1000, ...options });
  await inner(opened.page).waitFor();
  await settled(opened.page);
  return opened;
}

export const inner = (page: Page) => page.getByRole('slider', { name: 'Inner radius r1' });
export const outer = (page: Page) => page.getByRole('slider', { name: 'Outer radius r2' });
export const frame = (page: Page, label: string) => page.getByRole('application', { name: new RegExp(`^${label}\\.`) });

/** What is asked for by now has been drawn. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** Somebody types another mask into the config. */
export async function edit(page: Page, mask: Partial<ConfigMask> & MaskRadii): Promise<void> {
  const config: SpectrumSubject['config'] = {
    ...{ name: 'demo.yaml', size: 224, sampleRatio: 0.5, seed: 0, masked: true, tiles: 1 },
    ...{ shape: 'circle', areaMatched: false, tasks: ['mfm'], mode: 'draw', degradation: paperSettings },
    ...mask,
  };
  const images = ['waves.png', 'stripes.png'].map((name, id) => ({ id, name }));
  const subject: SpectrumSubject = { images, folders: [], notes: [], config };
  await page.evaluate(`change(${JSON.stringify(subject)})`);
}

export async function drag(page: Page, handle: Locator, way: number): Promise<void> {
  const box = (await handle.locator('.grip').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + way / 2, y - way / 2, { steps: 5 });
  await page.mouse.up();
}

/** Puts the keyboard's cursor on the middle of a picture. */
export async function cursor(page: Page, label: string): Promise<void> {
  await frame(page, label).focus();
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft']) await page.keyboard.press(key);
}

/** The colour of the picture's pixel (112, 112), which stands in the pane's middle, as it is drawn. */
export function middle(page: Page, label: string): Promise<number[]> {
  return colourInMiddle(page, frame(page, label));
}

export async function colourInMiddle(page: Page, pane: Locator): Promise<number[]> {
  await settled(page);
  const canvas = pane.locator('canvas');
  return canvas.evaluate(element => {
    const { width, height, getContext } = element as unknown as CanvasLike;
    const context = getContext.call(element, '2d');
    return [...context.getImageData(Math.floor(width / 2), Math.floor(height / 2), 1, 1).data].slice(0, 3);
  });
}

interface CanvasLike {
  width: number;
  height: number;
  getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
}

/** The same pixel of planar values in [0, 1], clamped. */
export function bytes(planar: Float32Array): number[] {
  return [0, 1, 2].map(c => {
    const value = planar[(c * 224 + 112) * 224 + 112]!;
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
}

/** A canvas rounds halves its own way. */
export function assertNear(actual: number[], expected: number[]): void {
  const isNear = actual.every((value, i) => Math.abs(value - expected[i]!) <= 1);
  assert.ok(isNear, `${actual.join()} is not ${expected.join()}`);
}

/** A pane of an odd width has another pixel next to (112, 112) in its middle. */
export function assertAmid(actual: number[], planar: Float32Array): void {
  const places = [111, 112, 113].flatMap(y => [111, 112, 113].map(x => y * 224 + x));
  const colours = places.map(at => [0, 1, 2].map(c => Math.round(255 * planar[c * 224 * 224 + at]!)));
  const isNear = colours.some(colour => colour.every((value, i) => Math.abs(value - actual[i]!) <= 1));
  assert.ok(isNear, `${actual} is none of ${colours.join(' | ')}`);
}
