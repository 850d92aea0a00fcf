import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { colourTable } from '../../extension/engine/pictures/palettes.js';
import { picture } from '../../webview/dev/plots/samples.js';
import { eventually } from '../support/patience.js';
import { type ScreenPixels, screenPixels } from '../support/screenPixels.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { openPage, type PageOptions } from '../support/webviewPage.js';

const side = 224;
const sent = picture(side);
const pixel = (x: number, y: number) => [...sent.subarray(3 * (y * side + x), 3 * (y * side + x) + 3)];

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

/** The gallery of plots; the test fails if it breaches its policy or throws. */
async function gallery(t: TestContext, options: PageOptions = {}): Promise<Page> {
  const { page, problems, close } = await openPage(browser, 'plots', { width: 1200, height: 1150, ...options });
  t.after(async () => {
    await close();
    assert.deepEqual(problems, []);
  });
  await page.locator('#image canvas').waitFor();
  return page;
}

const frame = (page: Page, id: string) => page.locator(`#${id} [role=application]`);
const status = (page: Page, id: string) => page.locator(`#${id} .status`).textContent();

/** Checks a block of the picture, whose pixels are squares of `scale` on the screen from (left, top) on. */
function assertShows(screen: ScreenPixels, left: number, top: number, scale: number, x0: number, y0: number): void {
  for (let y = 0; y < 20; y++) {
    for (let x = 0; x < 20; x++) {
      for (const [dx, dy] of [
        [0, 0],
        [scale - 1, scale - 1],
      ] as const) {
        const seen = screen.at(left + x * scale + dx, top + y * scale + dy);
        assert.deepEqual(seen, pixel(x0 + x, y0 + y), `pixel ${x0 + x}, ${y0 + y}`);
      }
    }
  }
}

test('at true size each pixel on the screen is the pixel sent', async t => {
  const page = await gallery(t);
  const screen = await screenPixels(frame(page, 'image'));
  for (const [x, y] of [
    [0, 0],
    [100, 61],
    [203, 203],
  ] as const) {
    assertShows(screen, x, y, 1, x, y);
  }
});

test('on a fine screen true size is one of its own pixels, and the picture is centred', async t => {
  const page = await gallery(t, { pixelRatio: 2 });
  const screen = await screenPixels(frame(page, 'image'));
  assert.equal(screen.width, 2 * side);
  assertShows(screen, 112 + 50, 112 + 70, 1, 50, 70);
});

test('enlarged pixels are sharp squares', async t => {
  const page = await gallery(t);
  await frame(page, 'image').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.mouse.move(0, 0);
  const screen = await screenPixels(frame(page, 'image'));
  // Four times as large around the middle: pixel 84 begins at the edge. The outline of the focus lies on the edge.
  assertShows(screen, 8, 8, 4, 86, 86);
});

test('Ctrl and the wheel zoom around the cursor, and linked panes follow; the wheel alone scrolls', async t => {
  const page = await gallery(t);
  const box = (await frame(page, 'image').boundingBox())!;
  await page.mouse.move(box.x + 40.5, box.y + 170.5);
  assert.equal(await status(page, 'image'), 'x 40, y 170: 40 170 186');
  await page.mouse.wheel(0, 40);
  await scrolledTo(page, 40);
  await page.mouse.wheel(0, -40);
  await scrolledTo(page, 0);
  assert.match((await status(page, 'wipe'))!, /100 %/);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await page.waitForFunction("document.querySelector('#wipe .status').textContent.includes('272 %')");
  await page.mouse.move(box.x + 41, box.y + 170.5);
  assert.match((await status(page, 'image'))!, /^x 40, y 170:/);
  assert.match((await status(page, 'spectrum'))!, /272 %/);
  assert.match((await status(page, 'grid'))!, /3200 %/, 'a pane with a view of its own stays');
});

test('in a pane that was clicked the wheel alone zooms', async t => {
  const page = await gallery(t);
  await frame(page, 'image').click({ position: { x: 40, y: 40 } });
  await page.mouse.wheel(0, -400);
  await page.waitForFunction("document.querySelector('#wipe .status').textContent.includes('272 %')");
});

test('dragging moves the picture by as much, and picks nothing; a double click shows all', async t => {
  const page = await gallery(t);
  await frame(page, 'image').focus();
  await page.keyboard.press('+');
  const box = (await frame(page, 'image').boundingBox())!;
  const at = (x: number, y: number) => page.mouse.move(box.x + x + 0.5, box.y + y + 0.5);
  await at(100, 100);
  const before = (await status(page, 'image'))!;
  await page.mouse.down();
  await at(120, 90);
  await at(160, 70);
  await page.mouse.up();
  assert.equal(await status(page, 'image'), before, 'the pixel stays under the hand');
  assert.equal(await page.locator('#picked').textContent(), '');
  await page.mouse.dblclick(box.x + 20, box.y + 20);
  await page.mouse.move(0, 0);
  assert.match((await status(page, 'image'))!, /100 %/);
});

test('a click picks a pixel, and so does the keyboard', async t => {
  const page = await gallery(t);
  await frame(page, 'image').click({ position: { x: 30.6, y: 12.6 } });
  assert.equal(await page.locator('#picked').textContent(), '30 12');
  await page.mouse.move(0, 0);
  await frame(page, 'image').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  assert.match((await status(page, 'image'))!, /^x 112, y 113: 112 113/);
  assert.equal(await page.locator('#image .status').getAttribute('aria-live'), 'polite');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#picked').textContent(), '112 113');
});

test('keys move, fit and show true size', async t => {
  const page = await gallery(t);
  await frame(page, 'spectrum').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowRight');
  // 40 CSS pixels at twice the size.
  const viewBox = await page.locator('#image .frame > svg').getAttribute('viewBox');
  assert.deepEqual(viewBox!.split(' ').map(Number), [76, 56, 112, 112]);
  await page.keyboard.press('1');
  assert.match((await status(page, 'spectrum'))!, /100 %/);
  await page.keyboard.press('-');
  assert.match((await status(page, 'spectrum'))!, /50 %/);
  await page.keyboard.press('0');
  assert.match((await status(page, 'spectrum'))!, /100 %/);
});

test('a heat map has the colours of its values', async t => {
  const page = await gallery(t);
  const screen = await screenPixels(frame(page, 'grid'));
  const table = colourTable('diverging');
  for (let cell = 0; cell < 49; cell++) {
    const seen = screen.at(32 * (cell % 7) + 16, 32 * Math.floor(cell / 7) + 16);
    const level = Math.round((255 * cell) / 48);
    const expected = cell === 24 ? [128, 128, 128] : [...table.subarray(3 * level, 3 * level + 3)];
    assert.deepEqual(seen, expected, `cell ${cell}`);
  }
});

test('a divider between two pictures moves by hand and by keys', async t => {
  const page = await gallery(t);
  const shows = async (x: number) => {
    const seen = (await screenPixels(frame(page, 'wipe'))).at(x, 20);
    return seen.every((value, i) => value === pixel(x, 20)[i]) ? 'first' : 'second';
  };
  assert.deepEqual([await shows(90), await shows(130)], ['first', 'second']);
  const divider = page.locator('#wipe [role=slider]');
  await divider.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  assert.equal(await divider.getAttribute('aria-valuenow'), '70');
  assert.deepEqual([await shows(130), await shows(180)], ['first', 'second']);
  const box = (await divider.boundingBox())!;
  await page.mouse.move(box.x + 8, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 8 - 112, box.y + 30);
  await page.mouse.up();
  assert.equal(await divider.getAttribute('aria-valuenow'), '20');
  assert.equal(await shows(90), 'second');
});

test('an overlay is drawn in pixels of the picture at any zoom', async t => {
  const page = await gallery(t);
  await frame(page, 'spectrum').focus();
  await page.keyboard.press('+');
  const handle = page.locator('#spectrum .handle');
  const box = (await handle.boundingBox())!;
  assert.equal(Math.round(box.width), 13, 'a handle keeps its size and the width of its line');
  await page.mouse.move(box.x + 6.5, box.y + 6.5);
  await page.mouse.down();
  await page.mouse.move(box.x + 6.5 + 60, box.y + 6.5);
  await page.mouse.up();
  // 60 CSS pixels are 30 bins.
  assert.equal(Number(await page.locator('#spectrum .line').getAttribute('r')).toFixed(1), '46.0');
  assert.equal(await status(page, 'image').then(text => /200 %/.test(text!)), true, 'the picture has not moved');
});

test('frequencies stand beside the spectrum', async t => {
  const page = await gallery(t);
  const marks = await page.locator('#spectrum .across span').allTextContents();
  assert.deepEqual(marks, ['-100', '-50', '0', '50', '100']);
  const zero = (await page.locator('#spectrum .across .zero').boundingBox())!;
  const box = (await frame(page, 'spectrum').boundingBox())!;
  // The constant term of 224 bins is bin 112, half a pixel right of the middle.
  assert.ok(Math.abs(zero.x + zero.width / 2 - (box.x + box.width / 2 + 0.5)) < 1);
});

test('a PNG has the pixels of the picture, and its colour scale below', async t => {
  const page = await gallery(t);
  await page.getByRole('button', { name: 'Save PNG' }).click();
  const image = page.getByAltText('Weights as they are saved');
  await image.waitFor();
  await page.waitForFunction("document.querySelector('img').complete");
  const screen = await screenPixels(image);
  assert.deepEqual([screen.width, screen.height], [7, 37]);
  const table = colourTable('diverging');
  assert.deepEqual(screen.at(0, 0), [...table.subarray(0, 3)]);
  assert.deepEqual(screen.at(6, 6), [...table.subarray(765)]);
  assert.deepEqual(screen.at(0, 10), [...table.subarray(0, 3)]);
});

test('a PNG on the clipboard has the size of the picture', async t => {
  const page = await gallery(t);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  const size = await page.evaluate(`(async () => {
    for (let tries = 0; tries < 300; tries++) {
      const [item] = await navigator.clipboard.read();
      if (item?.types.includes('image/png')) {
        const { width, height } = await createImageBitmap(await item.getType('image/png'));
        return [width, height];
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  })()`);
  assert.deepEqual(size, [side, side]);
});

/** A wheel scrolls smoothly, in frames to come. */
async function scrolledTo(page: Page, y: number): Promise<void> {
  await eventually(
    () => page.evaluate<number>('scrollY'),
    now => now === y,
  );
}
