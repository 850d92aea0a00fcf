// npm run bench:drag: how long the page of spectra takes to follow a pointer, with 224 x 224 pixels, on the page that is
// shipped, in Chromium. Each sample is one pointer move: from the event to the moment when the browser has drawn the frame
// that shows it.
import type { Page } from 'playwright-core';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { openPage } from '../support/webviewPage.js';

const MOVES = 120;
/** What was promised, in milliseconds. */
const LIMIT = 50;

/** Runs in the page. What is posted in a frame's callback arrives when the frame has been drawn. */
const measuring = `
  globalThis.times = [];
  const began = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => times.push(performance.now() - began.shift());
  addEventListener('pointermove', ({ timeStamp }) => {
    began.push(timeStamp);
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }, true);`;

const browser = await launchBrowser();
try {
  const { page, problems } = await openPage(browser, 'spectrum', { width: 1280, height: 1000 });
  await page.getByRole('slider', { name: 'Inner radius r1' }).waitFor();
  const times = await drag(page);
  const [median, high] = [quantile(times, 0.5), quantile(times, 0.95)];
  console.log(
    `${times.length} pointer moves at 224 px: median ${median.toFixed(1)} ms, 95 % within ${high.toFixed(1)} ms`,
  );
  if (problems.length > 0) console.error(problems.join('\n'));
  if (median > LIMIT) process.exitCode = 1;
} finally {
  await browser.close();
}

/** Drags the inner circle out and back; the times of the moves in milliseconds. */
async function drag(page: Page): Promise<number[]> {
  const grip = await page.getByRole('slider', { name: 'Inner radius r1' }).locator('.grip').boundingBox();
  if (!grip) throw new Error('There is no circle to drag.');
  const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2];
  await page.evaluate(measuring);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < MOVES; i++) {
    // Out and back by steps of more than a bin, so that every move changes the mask.
    const way = 3 * Math.min((i + 1) % 40, 40 - ((i + 1) % 40));
    await page.mouse.move(x + way, y - way);
    await page.waitForFunction(`times.length >= ${i + 2}`);
  }
  await page.mouse.up();
  return page.evaluate<number[]>('times.slice(1)');
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
