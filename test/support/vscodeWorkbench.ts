import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { eventually, PATIENCE_MS } from './patience.js';
import { root } from './root.js';
import type { VscodeServer } from './vscodeServer.js';

/** A VS Code window, by what a person sees in it. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly server: VscodeServer,
  ) {}

  /** Opens a window on a folder, or an empty one, and resolves when its extensions can run. */
  static async open(browser: Browser, server: VscodeServer, folder?: string): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(server.url(folder));
    const workbench = new Workbench(page, server);
    await workbench.ready();
    return workbench;
  }

  /**
   * Reloads the window.
   *
   * @param kept what shows that VS Code has written down all that is to come back: in a browser it does so every few seconds, and
   *   not when its window is reloaded. Quotes and backslashes around it do not count.
   */
  async reload(kept?: RegExp): Promise<void> {
    if (kept) await this.written(kept);
    await this.page.reload();
    await this.ready();
  }

  /** Waits until the texts that VS Code keeps in the browser's databases match. */
  private async written(kept: RegExp): Promise<void> {
    await eventually(
      async () => {
        const texts = await this.page.evaluate<string[]>(storedTexts);
        return texts.some(text => kept.test(text.replaceAll(/["\\\\]/g, '')));
      },
      Boolean,
      `Whether VS Code has written down ${kept}`,
    );
  }

  /** Runs a command from the palette by its title there, such as 'MFM: Pretrain'. */
  run(title: string): Promise<void> {
    return this.inPalette(title, command => command.click({ timeout: 3000 }));
  }

  /** Whether the palette lists a command; disabled ones are not listed. */
  offers(title: string): Promise<boolean> {
    return this.inPalette(title, async command => {
      // Something is always listed: the command, similar ones, or a row that says that there are none.
      await this.quickInput.row().waitFor({ timeout: 3000 });
      const isListed = await command.isVisible();
      await this.page.keyboard.press('Escape');
      return isListed;
    });
  }

  /**
   * Searches the palette and does something with the row of a command. The palette lists what was known when it opened,
   * and a window that is still changing takes the focus away, which closes it: this is tried until it succeeds.
   */
  private async inPalette<T>(title: string, act: (command: Locator) => Promise<T>): Promise<T> {
    const { input } = this.quickInput;
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      try {
        await this.page.keyboard.press('F1');
        await input.fill(`>${title}`, { timeout: 3000 });
        return await act(this.quickInput.row(title));
      } catch (error) {
        if (Date.now() > end) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Opens the quick fixes at the cursor, of which one is the first. An editor that is still changing closes their list: this is tried until it stays. */
  async openQuickFixes(first: string): Promise<void> {
    const row = this.page.locator('.action-widget .monaco-list-row.focused', { hasText: first });
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      await this.page.keyboard.press('Control+.');
      try {
        return await row.waitFor({ timeout: 3000 });
      } catch (error) {
        if (Date.now() > end) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    const { input } = this.quickInput;
    await this.page.keyboard.press('Control+P');
    await input.fill(name);
    await this.quickInput.row(name).click();
    await this.page.locator('.tabs-container .tab.active', { hasText: name }).waitFor();
  }

  /** Opens a config by its name, and waits until the extension host knows that it is the active editor: its lenses are there. */
  async openConfig(name: string): Promise<void> {
    await this.openFile(name);
    await this.page.getByText('Effective Values').first().waitFor();
  }

  /** The list and the input of the palette and of quick picks. */
  get quickInput(): { input: Locator; row: (text?: string) => Locator } {
    const widget = this.page.locator('.quick-input-widget');
    return {
      input: widget.locator('input[type="text"]'),
      row: text => widget.locator('.quick-input-list .monaco-list-row', { hasText: text }).first(),
    };
  }

  /** Shows a view container by its title in the activity bar. */
  async showSidebar(title: string): Promise<void> {
    await this.page.locator(`.activitybar .action-item a.action-label[aria-label^="${title}"]`).click();
  }

  /** A row of a tree in the sidebar. */
  row(text: string | RegExp): Locator {
    return this.page.locator('#workbench\\.parts\\.sidebar .monaco-list-row', { hasText: text }).first();
  }

  /** Opens a row of the sidebar's tree, as soon as it is known to have something in it. */
  async expand(text: string): Promise<void> {
    const row = (expanded: boolean) => {
      const rows = `#workbench\\.parts\\.sidebar .monaco-list-row[aria-expanded="${expanded}"]`;
      return this.page.locator(rows, { hasText: text }).first();
    };
    // A tree that is redrawn under the pointer swallows the click.
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      try {
        if (!(await row(true).isVisible())) await row(false).click({ timeout: 10_000 });
        return await row(true).waitFor({ timeout: 10_000 });
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  /** A word in the editor. */
  code(word: string): Locator {
    return this.page.locator('.monaco-editor .view-line span span').getByText(word, { exact: true }).first();
  }

  /** Changes the colour theme to the one of that title. */
  async setTheme(title: string): Promise<void> {
    await this.run('Preferences: Color Theme');
    await this.quickInput.input.fill(title);
    await this.quickInput.row(title).click();
    await this.quickInput.input.waitFor({ state: 'hidden' });
  }

  /** A modal dialog. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog and waits until it has closed. */
  async answer(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** The extension's item in the status bar. */
  get statusItem(): Locator {
    return this.page.locator('.statusbar-item[id$="mfm.status"]');
  }

  /** What VS Code itself measured of an extension's loading and activation, in milliseconds. */
  async activationTime(extension: string): Promise<number> {
    const { width, height } = this.page.viewportSize()!;
    // The list is sorted by that time and holds only the rows that fit.
    await this.page.setViewportSize({ width, height: 4 * height });
    await this.run('Developer: Show Running Extensions');
    const row = this.page.locator('.editor-instance .monaco-list-row', { hasText: extension });
    const time = await row.filter({ hasText: /Activation: \d+ms/ }).innerText();
    // Newer releases show the list above everything else.
    await this.page.keyboard.press('Escape');
    await this.page.setViewportSize({ width, height });
    return Number(/Activation: (\d+)ms/.exec(time)![1]);
  }

  /** The page that an extension shows in a webview. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Writes a picture of the window to dist/screenshots/<name>-<newest or oldest>.png. */
  async screenshot(name: string): Promise<void> {
    const folder = join(root, 'dist/screenshots');
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}-${this.server.name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    // Says 'Opening Remote ...' until the server's extension host answers.
    await this.page.locator('.statusbar-item[id="status.host"]').waitFor();
  }
}

/** Runs in the page, for whose types there are none here: all texts in the databases of VS Code. */
const storedTexts = `(async () => {
  const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('vscode-web-state-db')) continue;
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const values = await done(database.transaction(store).objectStore(store).getAll());
      texts.push(...values.filter(value => typeof value === 'string'));
    }
    database.close();
  }
  return texts;
})()`;
