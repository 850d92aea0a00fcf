import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';
import { root } from './root.js';
import { type WebviewTheme, webviewDocument } from './webviewDocument.js';

export interface PageOptions {
  theme?: WebviewTheme;
  /** What the page finds as its own state. */
  state?: unknown;
  /** What stands in for the extension: webview/dev/<fake>.ts, by default the one named like the page. */
  fake?: string;
  /** A script that runs before those of the page. */
  before?: string;
  width?: number;
  height?: number;
  /** Pixels of the screen per CSS pixel. */
  pixelRatio?: number;
}

export interface OpenPage {
  page: Page;
  /** Errors in the console, among them breaches of the content policy, and errors that nobody caught. Empty, one hopes. */
  problems: string[];
  /** What the page has kept as its state. */
  state(): Promise<unknown>;
  /** Writes a picture to dist/screenshots/webview-<name>.png. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Browsers treat it as safe, as they do the origin of a webview; nothing listens there. */
const ORIGIN = 'http://127.0.0.1';

/** Opens a built page in a plain browser as a webview would show it, before a stand-in for the extension. */
export async function openPage(browser: Browser, name: string, options: PageOptions = {}): Promise<OpenPage> {
  const { theme = 'dark', state, fake = name, width = 1100, height = 800, pixelRatio = 1 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: pixelRatio,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', error => problems.push(String(error)));
  await page.route(`${ORIGIN}/**`, async route => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: documentOf(name, fake, theme) });
    else if (pathname === '/favicon.ico') await route.fulfill({ status: 204 });
    else await route.fulfill({ contentType: types[extname(pathname)], body: await readFile(join(root, pathname)) });
  });
  // Only at first: after a reload the page finds what it has kept itself.
  const text = JSON.stringify(JSON.stringify(state ?? null));
  await page.addInitScript(`sessionStorage.getItem('state') ?? sessionStorage.setItem('state', ${text})`);
  if (options.before !== undefined) await page.addInitScript(options.before);
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    problems,
    state: () => page.evaluate("JSON.parse(sessionStorage.getItem('state') ?? 'null')"),
    async screenshot(picture) {
      const folder = join(root, 'dist/screenshots');
      await mkdir(folder, { recursive: true });
      // Hiding the caret takes a style sheet, which the page's policy refuses.
      await page.screenshot({ path: join(folder, `webview-${picture}.png`), caret: 'initial' });
    },
    close: () => context.close(),
  };
}

const MOST_FRAMES = 3600;

/** All that the page asked for is answered and drawn, and it asks for nothing more; but for what it watches. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const isAsking = () => Object.values(mfmTraffic.open).some(method => !method.startsWith('watch'));
    for (let still = 0, frames = 0; still < 3; still = isAsking() ? 0 : still + 1) {
      if (++frames > ${MOST_FRAMES}) throw new Error('the page goes on asking');
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
  })()`);
}

/** What the tabs are called, once they are there: they come together. */
export async function tabNames(page: Page): Promise<string[]> {
  await page.getByRole('tab').first().waitFor();
  return page.getByRole('tab').allInnerTexts();
}

/** Pages that are made for development only, such as the gallery, need no extension. */
function documentOf(page: string, fake: string, theme: WebviewTheme): string {
  const isShipped = existsSync(join(root, `dist/webview/${page}.js`));
  if (!isShipped) return webviewDocument(page, { theme, files: '/dist/webview-dev/' });
  return webviewDocument(page, { theme, files: '/dist/webview/', standIn: `/dist/webview-dev/${fake}.js` });
}

const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
