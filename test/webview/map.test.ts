import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { nearestRows } from '../../extension/engine/map/nearestRows.js';
import { groupsOf } from '../../webview/checkpoint/map/groups.js';
import { inside, laidOut, plane, withRoom } from '../../webview/checkpoint/map/layout.js';
import { featuresOf, labels, names, pointsOf } from '../../webview/dev/map/images.js';
import { place } from '../../webview/plots/viewTransform.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { openPage, settled } from '../support/webviewPage.js';

const isDrawn = true;
const other = { id: 'epoch-30', label: 'epoch-0030-step-001200.safetensors' };
/** Two images far from others on the map of components. */
const features = featuresOf(undefined, undefined);
const points = laidOut(pointsOf(features, 'pca').points);

describe('the map of a folder', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = (map: object = { isDrawn }, options: { theme?: (typeof webviewThemes)[number]; fake?: string } = {}) =>
    openPage(browser, 'checkpoint', { ...options, state: { tab: 'map', map }, width: 1240, height: 1000 });

  test('is drawn when it is asked for, and comes back', async () => {
    const { page, problems, state, close } = await open({});
    await page.getByText('Up to 2,000 images of photos').waitFor();
    await page.getByRole('button', { name: 'Draw the Map' }).click();
    await page.getByText('201 images; across').waitFor();
    for (const name of ['birds', 'boats', 'cups', 'leaves', 'towers'])
      await page.getByRole('button', { name: `${name} 40` }).waitFor();
    await page.getByRole('button', { name: 'in no folder 1' }).waitFor();
    await page.getByText('Left out: 1 file').waitFor();
    await page.locator('label', { hasText: 'UMAP' }).click();
    await page.getByText('201 images', { exact: true }).waitFor();
    assert.deepEqual(((await state()) as { map: object }).map, {
      method: 'umap',
      groupBy: 'class',
      marks: 'points',
      drag: 'select',
      isDrawn,
    });
    await page.reload();
    await page.getByText('201 images', { exact: true }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('an image under the mouse is named; a click opens it and shows the ten nearest, a click on one opens that', async () => {
    const { page, problems, close } = await open();
    const image = outermost();
    const { x, y } = await onScreen(page, image);
    await page.mouse.move(x, y);
    await page.locator('.card').getByText(base(image)).waitFor();
    await page.mouse.click(x, y);
    const query = features.values.subarray(image * features.width, (image + 1) * features.width);
    const near = nearestRows(features, query, 10, row => row !== image);
    const list = page.getByRole('list', { name: 'Nearest images' });
    await list.getByRole('button').nth(9).waitFor();
    assert.deepEqual(
      await list.getByRole('button').evaluateAll(buttons => buttons.map(button => button.getAttribute('aria-label'))),
      near.map(({ row, similarity }) => `${similarity.toFixed(3)} ${names[row]}`),
    );
    await list.getByRole('button').nth(2).click();
    const opened = (place: number) => ['openMapped', { map: 'own undefined undefined', image: place }];
    await eventually(
      () => asked(page),
      found => found.length === 2,
    );
    assert.deepEqual(await asked(page), [opened(image), opened(near[2]!.row)]);
    assert.deepEqual(problems, []);
    await close();
  });

  test('a line around points selects them, with Ctrl more; their pictures open them; a click beside points clears', async () => {
    const { page, problems, close } = await open();
    const box = (place: number, reach: number): [number, number][] => {
      const [x, y] = [points[2 * place]!, points[2 * place + 1]!];
      return [
        [x - reach, y - reach],
        [x + reach, y - reach],
        [x + reach, y + reach],
        [x - reach, y + reach],
      ];
    };
    const [a, b] = [box(30, 400), box(100, 300)];
    await drawLine(page, a);
    const first = inside(points, a);
    assert.ok(first.length > 1 && first.length < 100, `${first.length} images`);
    await page.getByText(`Selected: ${first.length} images`).waitFor();
    const list = page.getByRole('list', { name: 'Selected images' });
    assert.deepEqual(
      await list.getByRole('button').evaluateAll(buttons => buttons.map(button => button.getAttribute('title'))),
      first.map(place => names[place]),
    );
    await list.getByRole('button').first().click();
    await eventually(
      () => asked(page),
      found => found.length === 1,
    );
    assert.deepEqual((await asked(page))[0]![1], { map: 'own undefined undefined', image: first[0] });
    await page.keyboard.down('Control');
    await drawLine(page, b);
    await page.keyboard.up('Control');
    const both = new Set([...first, ...inside(points, b)]);
    assert.ok(both.size > first.length);
    await page.getByText(`Selected: ${both.size} images`).waitFor();
    await page.getByRole('application').click({ position: { x: 3, y: 3 } });
    await page.getByText(/^Selected:/).waitFor({ state: 'detached' });
    assert.deepEqual(problems, []);
    await close();
  });

  test('a class is selected by its name in the legend, colours may be those of inner folders', async () => {
    const { page, close } = await open();
    await page.getByRole('button', { name: 'cups 40' }).click();
    await page.getByText('Selected: 40 images').waitFor();
    await page.getByRole('button', { name: 'cups 40', pressed: true }).click();
    await page.getByText(/^Selected:/).waitFor({ state: 'detached' });
    await page.locator('label', { hasText: 'Folders' }).click();
    const { names: folders, of } = groupsOf({ names }, 'folder');
    const members = of.filter(group => folders[group] === 'cups/night').length;
    await page.getByRole('button', { name: `cups/night ${members}` }).click();
    await page.getByText(`Selected: ${members} images`).waitFor();
    await close();
  });

  test('two checkpoints: what is meant in one map is meant in the other', async () => {
    const { page, problems, close } = await open();
    await page.getByText('201 images; across').waitFor();
    await page.getByRole('button', { name: 'Compare with …' }).click();
    const maps = page.getByRole('application');
    await maps.nth(1).waitFor();
    await settled(page);
    const image = outermost();
    const { x, y } = await onScreen(page, image);
    await page.mouse.move(x, y);
    await eventually(
      () => page.locator('.status').allTextContents(),
      texts => texts.length === 2 && texts.every(text => text.trim() === names[image]),
    );
    await page.mouse.click(x, y);
    const lists = page.getByRole('list', { name: /^Nearest in/ });
    await lists.nth(1).getByRole('button').nth(9).waitFor();
    const there = featuresOf(other.id, undefined);
    const query = there.values.subarray(image * there.width, (image + 1) * there.width);
    const [nearest] = nearestRows(there, query, 1, row => row !== image);
    assert.equal(await lists.nth(1).getByRole('button').first().getAttribute('title'), names[nearest!.row]);
    await page.getByRole('button', { name: 'One Map' }).click();
    await maps.nth(1).waitFor({ state: 'detached' });
    assert.deepEqual(problems, []);
    await close();
  });

  test('keys zoom, go from image to image, select and open', async () => {
    const { page, close } = await open();
    const map = page.getByRole('application');
    await map.focus();
    await page.keyboard.press('Shift+ArrowRight');
    const status = page.locator('.status');
    await eventually(
      () => status.textContent(),
      text => names.includes(text!.trim()),
    );
    const first = (await status.textContent())!.trim();
    await page.keyboard.press('Shift+ArrowRight');
    await eventually(
      () => status.textContent(),
      text => text!.trim() !== first,
    );
    const second = (await status.textContent())!.trim();
    assert.ok(points[2 * names.indexOf(second)]! > points[2 * names.indexOf(first)]!, `${second} is right of ${first}`);
    await page.keyboard.press('Space');
    await page.getByText('Selected: 1 image').waitFor();
    await page.keyboard.press('Enter');
    await eventually(
      () => asked(page),
      found => found.length === 1,
    );
    assert.equal((await asked(page))[0]![1].image, names.indexOf(second));
    await page.keyboard.press('Escape');
    await page.getByText(/^Selected:/).waitFor({ state: 'detached' });
    await close();
  });

  test('dragging moves the map where it is so chosen, or with Shift', async () => {
    const { page, close } = await open();
    const image = outermost();
    const before = await onScreen(page, image);
    const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
    const middle = { x: x + width / 2, y: y + height / 2 };
    await page.keyboard.down('Shift');
    await drag(page, [middle, { x: middle.x + 30, y: middle.y + 10 }]);
    await page.keyboard.up('Shift');
    await page.mouse.move(before.x + 30, before.y + 10);
    await page.locator('.card').getByText(base(image)).waitFor();
    assert.equal(await page.getByText(/^Selected:/).count(), 0);
    await close();
  });

  test('progress is shown while images are run, and it can be given up', async () => {
    const { page, problems, close } = await open({});
    await page.evaluate('globalThis.isMapHeld = true');
    await page.getByRole('button', { name: 'Draw the Map' }).click();
    await page.getByText('100 of 201 images').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Draw the Map' }).waitFor();
    await eventually(
      () => page.evaluate('Object.values(mfmTraffic.open)'),
      open => !(open as string[]).includes('mapFolder'),
    );
    await page.evaluate('globalThis.isMapHeld = false');
    await page.getByRole('button', { name: 'Draw the Map' }).click();
    await page.getByText('201 images; across').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('without a folder one is chosen first', async () => {
    const { page, problems, close } = await open({}, { fake: 'checkpointNoFolder' });
    await page.getByRole('button', { name: 'Choose a Folder …' }).click();
    await page.getByText('Up to 2,000 images of holidays').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('thumbnails are fetched as they come into sight, no more than have room', async () => {
    const { page, problems, close } = await open({ isDrawn, marks: 'thumbnails' });
    await page.getByText('201 images; across').waitFor();
    await settled(page);
    const box = (await page.getByRole('application').boundingBox())!;
    const { scale } = place({ mode: 'fit', scale: 1, x: 0, y: 0 }, box, plane, 1);
    const room = withRoom(points, 32 / scale);
    const wanted = (await page.evaluate(
      "asked.filter(([call]) => call === 'thumbnails').flatMap(([, { images }]) => images)",
    )) as number[];
    assert.equal(new Set(wanted).size, wanted.length, 'none twice');
    for (const image of room) assert.ok(wanted.includes(image), names[image]);
    // While the page is laid out, the map is of other sizes for a moment.
    assert.ok(room.length < 150 && wanted.length <= room.length + 20, `${wanted.length} of ${room.length}`);
    assert.deepEqual(problems, []);
    await close();
  });

  for (const theme of webviewThemes) {
    test(`in ${theme}`, async () => {
      const { page, problems, screenshot, close } = await open({ isDrawn }, { theme });
      await page.getByText('201 images; across').waitFor();
      await settled(page);
      await screenshot(`map-${theme}`);
      const image = outermost();
      const { x, y } = await onScreen(page, image);
      await page.mouse.click(x, y);
      await page.getByRole('button', { name: 'cups 40' }).click();
      await page.mouse.move(x, y);
      await page.locator('.card').waitFor();
      await settled(page);
      await screenshot(`map-selected-${theme}`);
      assert.deepEqual(problems, []);
      await close();

      const two = await open({ isDrawn, other, marks: 'thumbnails', method: 'umap' }, { theme });
      await two.page.getByRole('application').nth(1).waitFor();
      await settled(two.page);
      await two.screenshot(`map-two-${theme}`);
      assert.deepEqual(two.problems, []);
      await two.close();
    });
  }
});

const base = (image: number) => names[image]!.split('/').at(-1)!;

/** The image farthest to the left. */
function outermost(): number {
  return [...labels.keys()].sort((a, b) => points[2 * a]! - points[2 * b]!)[0]!;
}

/** Where a point of the plane is on the screen, in the first map as it is at first. */
async function toScreen(page: Page): Promise<(x: number, y: number) => { x: number; y: number }> {
  const frame = page.getByRole('application').first();
  await frame.waitFor();
  const box = (await frame.boundingBox())!;
  const { left, top, scale } = place({ mode: 'fit', scale: 1, x: 0, y: 0 }, box, plane, 1);
  return (x, y) => ({ x: box.x + left + scale * x, y: box.y + top + scale * y });
}

async function onScreen(page: Page, image: number): Promise<{ x: number; y: number }> {
  return (await toScreen(page))(points[2 * image]!, points[2 * image + 1]!);
}

async function drawLine(page: Page, line: [number, number][]): Promise<void> {
  const screen = await toScreen(page);
  await drag(
    page,
    line.map(([x, y]) => screen(x, y)),
  );
}

async function drag(page: Page, way: { x: number; y: number }[]): Promise<void> {
  await page.mouse.move(way[0]!.x, way[0]!.y);
  await page.mouse.down();
  for (const { x, y } of way.slice(1)) await page.mouse.move(x, y);
  await page.mouse.up();
}

function asked(page: Page): Promise<[string, { image: number }][]> {
  return page.evaluate("asked.filter(([call]) => call === 'openMapped')");
}
