import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { loss } from '../../webview/dev/plots/samples.js';
import { numberText } from '../../webview/plots/numberText.js';
import { smooth } from '../../webview/plots/smooth.js';
import { type ScreenPixels, screenPixels } from '../support/screenPixels.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { openPage, type PageOptions } from '../support/webviewPage.js';

const steps = 100_000;

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

/** The gallery of plots; the test fails if it breaches its policy or throws. */
async function gallery(t: TestContext, options: PageOptions = {}): Promise<Page> {
  const { page, problems, close } = await openPage(browser, 'plots', { width: 1200, height: 1300, ...options });
  t.after(async () => {
    await close();
    assert.deepEqual(problems, []);
  });
  await page.locator('#profile .u-over').waitFor();
  return page;
}

const plot = (page: Page, id: string) => page.locator(`#${id} [role=application]`);
const heading = (page: Page, id: string) => page.locator(`#${id} .legend .at`).textContent();
const values = (page: Page, id: string) => page.locator(`#${id} .legend strong`).allTextContents();

/** The area between the axes, without the crosshair. */
const area = (page: Page, id: string) => screenPixels(page.locator(`#${id} .u-over`));

/** Rows of the screen's column `x` that are nearly of this colour. */
function rowsOf(screen: ScreenPixels, x: number, colour: readonly [number, number, number]): number[] {
  return Array.from({ length: screen.height }, (_, y) => y).filter(y =>
    screen.at(x, y).every((value, i) => Math.abs(value - colour[i]!) < 40),
  );
}

test('the legend has the values of the points under the keyboard cursor', async t => {
  const page = await gallery(t);
  await plot(page, 'loss').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.equal(await heading(page, 'loss'), 'step 1');
  const curves = [1, 2, 3].map(seed => loss(steps, seed));
  assert.deepEqual(
    await values(page, 'loss'),
    curves.map(y => numberText(smooth(y, 0.99)[1]!)),
  );
  assert.deepEqual(
    await page.locator('#loss .legend .raw').allTextContents(),
    curves.map(y => numberText(y[1]!)),
  );
  assert.equal(await page.locator('#loss .legend').getAttribute('aria-live'), 'polite');
});

test('the crosshair of linked charts is at the same step', async t => {
  const page = await gallery(t);
  const box = (await page.locator('#loss .u-over').boundingBox())!;
  await page.mouse.move(box.x + 0.25 * box.width, box.y + 20);
  const step = await heading(page, 'loss');
  assert.match(step!, /^step 2[45]/);
  assert.equal(await heading(page, 'rate'), step);
  assert.equal(await heading(page, 'few'), 'last');
  await page.mouse.move(0, 0);
  assert.equal(await heading(page, 'rate'), 'last');
});

test('no peak is lost among 100 000 points, and the chart says how it draws them', async t => {
  const page = await gallery(t);
  await page.mouse.move(0, 0);
  const screen = await area(page, 'loss');
  // One value of 2 at a third; else nothing above 1.3.
  const high = Math.round(0.2 * screen.height);
  const drawn = Array.from({ length: screen.width }, (_, x) => x).filter(x => {
    const [red, green, blue] = screen.at(x, high);
    // Background and grid are gray.
    return Math.max(red, green, blue) - Math.min(red, green, blue) > 10;
  });
  assert.ok(drawn.length > 0 && drawn.length < 5, `columns ${drawn}`);
  for (const x of drawn) assert.ok(Math.abs(x - screen.width / 3) < 3, `column ${x} of ${screen.width}`);
  assert.match(
    (await page.locator('#loss .note').textContent())!,
    /^100.000 points, drawn as the least and the greatest/,
  );
});

test('missing values are a gap', async t => {
  const page = await gallery(t);
  await page.mouse.move(0, 0);
  const screen = await area(page, 'loss');
  const coloured = (x: number) =>
    Array.from({ length: screen.height }, (_, y) => screen.at(x, y)).some(
      ([red, green, blue]) => Math.max(red, green, blue) - Math.min(red, green, blue) > 30,
    );
  assert.ok(coloured(Math.round(0.59 * screen.width)));
  assert.ok(!coloured(Math.round(0.61 * screen.width)));
  assert.ok(coloured(Math.round(0.63 * screen.width)));
});

test('a part is shown by dragging over it, on linked charts too, and all by a double click', async t => {
  const page = await gallery(t);
  const box = (await page.locator('#loss .u-over').boundingBox())!;
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.6 * box.width, box.y + 50, { steps: 4 });
  await page.mouse.up();
  for (const id of ['loss', 'rate']) {
    const over = (await page.locator(`#${id} .u-over`).boundingBox())!;
    await page.mouse.move(over.x + 1, over.y + 20);
    assert.match((await heading(page, id))!, /^step (49|50).\d\d\d$/);
    await page.mouse.move(over.x + over.width - 1, over.y + 20);
    assert.match((await heading(page, id))!, /^step (59|60).\d\d\d$/);
  }
  await page.mouse.dblclick(box.x + 50, box.y + 50);
  for (const id of ['loss', 'rate']) {
    const over = (await page.locator(`#${id} .u-over`).boundingBox())!;
    await page.mouse.move(over.x + 1, over.y + 20);
    assert.match((await heading(page, id))!, /^step \d{1,3}$/);
  }
});

test('keys zoom and show all', async t => {
  const page = await gallery(t);
  await plot(page, 'rate').focus();
  for (const key of ['+', '+', 'Home']) await page.keyboard.press(key);
  assert.equal((await heading(page, 'rate'))!.replace(/\s/g, ' '), 'step 37 500');
  await page.keyboard.press('0');
  await page.keyboard.press('Home');
  assert.equal(await heading(page, 'rate'), 'step 0');
});

test('curves have the theme’s colours, and follow another theme', async t => {
  const page = await gallery(t);
  await page.mouse.move(0, 0);
  const x = 30;
  const blue = [0x59, 0xa4, 0xf9] as const;
  const magenta = [255, 0, 255] as const;
  const before = await area(page, 'rate');
  assert.ok(rowsOf(before, x, blue).length > 0);
  await page.evaluate(`document.documentElement.style.setProperty('--vscode-charts-blue', '#ff00ff');
    document.body.className = 'vscode-light';`);
  const after = await area(page, 'rate');
  assert.deepEqual(rowsOf(after, x, blue), []);
  assert.ok(rowsOf(after, x, magenta).length > 0);
});

test('on a logarithmic axis what is not positive is counted', async t => {
  const page = await gallery(t);
  assert.equal(await page.locator('#few .note').count(), 0);
  await page.getByText('Logarithmic').click();
  assert.equal(await page.locator('#few .note').textContent(), 'Not above 0, so without a place on this axis: 1.');
  assert.doesNotMatch((await page.locator('#loss .note').textContent())!, /above 0/);
});

test('charts without points, linear and logarithmic, say so', async t => {
  const page = await gallery(t);
  assert.equal(await page.locator('#empty .note').textContent(), 'No points to draw.');
  await page.getByText('Logarithmic').click();
  assert.equal(await page.locator('#empty .note').textContent(), 'No points to draw.');
});

test('a plot says in words what it shows', async t => {
  const page = await gallery(t);
  const id = await plot(page, 'few').getAttribute('aria-describedby');
  const text = await page.locator(`[id="${id}"]`).textContent();
  assert.match(
    text!,
    /accuracy: 4 points, last 0.5 \(epoch 30\), least 0 \(epoch 0\), greatest 0.5 \(epoch 30\), 1 not/,
  );
});

test('markers move with what they mark', async t => {
  const page = await gallery(t);
  const column = async () => {
    await page.mouse.move(0, 0);
    const screen = await area(page, 'profile');
    const dashes = (x: number) => rowsOf(screen, x, [204, 204, 204]).length;
    const counts = Array.from({ length: screen.width }, (_, x) => dashes(x));
    return counts.indexOf(Math.max(...counts)) / screen.width;
  };
  const first = await column();
  const handle = (await page.locator('#spectrum .handle').boundingBox())!;
  await page.mouse.move(handle.x + 6, handle.y + 6);
  await page.mouse.down();
  await page.mouse.move(handle.x + 70, handle.y + 6);
  await page.mouse.up();
  // 158 bands are as wide as the plot, and the radius grew by 64.
  assert.ok(Math.abs((await column()) - first - 64 / 158) < 0.02, `from ${first} to ${await column()}`);
});

for (const theme of ['dark', 'light', 'high-contrast'] as const) {
  test(`a picture of the plots, ${theme}`, async t => {
    const { page, problems, screenshot, close } = await openPage(browser, 'plots', {
      theme,
      width: 1200,
      height: 1300,
    });
    t.after(close);
    const over = (await page.locator('#loss .u-over').boundingBox())!;
    await page.mouse.move(over.x + 200, over.y + 60);
    await screenshot(`plots-${theme}`);
    assert.deepEqual(problems, []);
  });
}
