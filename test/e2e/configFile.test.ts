import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onNewestVscode } from '../support/vscodeStage.js';

onNewestVscode(
  'config files',
  async ({ folder }) => {
    const file = join(folder, 'configs/demo.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('BATCH_SIZE: 16', 'BATCH_SIZ: 16'));
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { page } = workbench;
    const misspelt = workbench.code('BATCH_SIZ');
    const mark = page.locator('.monaco-editor .squiggly-error');

    await step('a misspelt key is marked, and the pointer over it says what is meant', async () => {
      await workbench.openConfig('demo.yaml');
      await mark.first().waitFor();
      await misspelt.hover();
      const hover = page.locator('.monaco-hover:visible', { hasText: 'BATCH_SIZE' });
      await hover.waitFor();
      await workbench.screenshot('config-problem');
    });

    await step('Pretrain says in one sentence why it cannot run', async () => {
      await workbench.run('MFM: Pretrain');
      const message = workbench.notification('BATCH_SIZ');
      await message.waitFor();
      assert.match(await message.innerText(), /demo\.yaml.*BATCH_SIZE/s);
      await message.getByRole('button', { name: 'Show Log' }).waitFor();
      await workbench.screenshot('config-refused');
      await message.getByRole('button', { name: 'Open Config' }).click();
      await message.waitFor({ state: 'detached' });
      await page.locator('.tab.active', { hasText: 'demo.yaml' }).waitFor();
    });

    await step('a quick fix corrects it', async () => {
      await misspelt.click();
      await workbench.openQuickFixes('Change to BATCH_SIZE');
      await workbench.screenshot('config-quick-fix');
      await page.keyboard.press('Enter');
      await workbench.code('BATCH_SIZE').waitFor();
      await mark.first().waitFor({ state: 'detached' });
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active:not(.dirty)').waitFor();
      assert.match(await readFile(join(workspace.folder, 'configs/demo.yaml'), 'utf8'), /^ {2}BATCH_SIZE: 16/m);
    });

    await step('the pointer over a key explains it', async () => {
      await workbench.code('MASK_RADIUS1').hover();
      const hover = page.locator('.monaco-hover:visible', { hasText: 'Default' });
      await hover.waitFor();
      assert.match(await hover.innerText(), /Paper/);
      await workbench.screenshot('config-hover');
      await page.keyboard.press('Escape');
    });

    await step('its masks show as pictures, in every kind of theme', async () => {
      await workbench.run('MFM: Preview Masks');
      await workbench.webview.getByRole('application', { name: /^Low-pass\./ }).waitFor();
      await workbench.screenshot('masks-dark');
      for (const [name, theme] of [
        ['light', 'Light Modern'],
        ['high-contrast', 'Dark High Contrast'],
      ] as const) {
        await workbench.setTheme(theme);
        await workbench.webview.locator(`body[data-vscode-theme-kind="vscode-${name}"]`).waitFor();
        await workbench.screenshot(`masks-${name}`);
      }
    });
  },
);
