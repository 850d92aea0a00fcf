import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tinyConfigText } from '../host/tinyConfigText.js';
import { eventually } from '../support/patience.js';
import { onNewestVscode } from '../support/vscodeStage.js';
import { readRun } from '../support/vscodeWorkspace.js';

/** Photographs among which two files are none, and a config that trains on them for as long as one likes. */
async function spoil(folder: string): Promise<void> {
  const images = join(folder, 'spoilt');
  await cp(join(folder, 'photos/fish'), join(images, 'fish'), { recursive: true });
  await writeFile(join(images, 'fish/text.jpg'), 'no image');
  await writeFile(join(images, 'empty.png'), '');
  const text = tinyConfigText.replace('../photos/fish', '../spoilt').replace('TAG: tiny', 'TAG: spoilt');
  await writeFile(join(folder, 'configs/spoilt.yaml'), text);
  await writeFile(join(folder, 'configs/nowhere.yaml'), text.replace('../spoilt', '../nowhere'));
}

/** What the run's process printed into its log, once it has these words. */
async function logWith(server: string, words: string): Promise<string> {
  const read = async () => {
    const name = (await readdir(server, { recursive: true })).find(path =>
      /mfm\.mfm\/logs\/spoilt-.*\.log$/.test(path),
    );
    return name ? readFile(join(server, name), 'utf8') : '';
  };
  return eventually(read, text => text.includes(words), 'The log');
}

onNewestVscode(
  'unusable images',
  async ({ folder }) => {
    await spoil(folder);
    return { settings: { 'mfm.backend': 'wasm' } };
  },
  async ({ server, workspace, workbench, step }) => {
    const { webview: page } = workbench;
    const images = join(workspace.folder, 'spoilt');

    /** A picture in the dark theme and one in the light theme. */
    async function screenshots(name: string): Promise<void> {
      await workbench.screenshot(`${name}-dark`);
      await workbench.setTheme('Light Modern');
      await workbench.screenshot(`${name}-light`);
      await workbench.setTheme('Dark Modern');
    }

    await step('a folder that is not there is marked in the config until it is', async () => {
      await workbench.openConfig('nowhere.yaml');
      await workbench.page.locator('.squiggly-warning').first().waitFor();
      await screenshots('missing-folder');
      await mkdir(join(workspace.folder, 'nowhere'));
      await cp(join(workspace.folder, 'photos/fish'), join(workspace.folder, 'nowhere'), { recursive: true });
      await workbench.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    });

    await step('the tree counts as a run does, and names what is left out', async () => {
      await workbench.showSidebar('MFM');
      await workbench.row(/^spoilt\s*13 of 15 images · 1 class/).click();
      await workbench.row('2 unusable images').click();
      await workbench.row(/text\.jpg\s*it is not a JPEG/).waitFor();
      await workbench.row(/empty\.png\s*the file is empty/).waitFor();
      await screenshots('unusable-tree');
    });

    await step('the question before a run names them', async () => {
      for (const theme of ['Light Modern', 'Dark Modern']) {
        await workbench.setTheme(theme);
        await workbench.openConfig('spoilt.yaml');
        await workbench.run('MFM: Pretrain');
        const text = await workbench.dialog.innerText();
        assert.match(text, /Images: 13 of 15\n/);
        assert.match(
          text,
          /2 files are left out, .*\nempty\.png: the file is empty\nfish\/text\.jpg: it is not a JPEG/,
        );
        await workbench.screenshot(`unusable-question-${theme.startsWith('Light') ? 'light' : 'dark'}`);
        await workbench.answer(theme.startsWith('Light') ? 'Cancel' : 'Pretrain');
      }
    });

    await step('what is deleted while the run goes shows on its page and in its row', async () => {
      await workbench.row(/^runs\/spoilt|^spoilt.*epoch/).waitFor();
      await workbench.run('MFM: Open Run');
      await page.getByText('13 of 15 images are used: 2 left out at a first look.').waitFor();
      const photos = (await readdir(join(images, 'fish'))).filter(name => name.startsWith('fish')).slice(0, 4);
      for (const name of photos) await rm(join(images, 'fish', name));
      const line = page.getByText('9 of 15 images are used: 2 left out at a first look, 4 failed when decoded.');
      await line.click();
      await page
        .getByRole('row', { name: new RegExp(`^fish/${photos[0]} there is no such file after step`) })
        .waitFor();
      await workbench.row(/6 unusable images/).waitFor();
      await workbench.screenshot('unusable-run-page');
      assert.deepEqual((await readRun(join(workspace.folder, 'runs/spoilt'))).unusable, {
        all: 15,
        leftOut: 2,
        failed: 4,
      });
    });

    await step('a file of the list opens, and the log of the run names them all', async () => {
      await page.getByRole('row', { name: /^fish\/text\.jpg/ }).click();
      await workbench.page.locator('.tabs-container .tab.active', { hasText: 'text.jpg' }).waitFor();
      const log = await logWith(server.folder, '9 of 15 images are used: ');
      for (const name of ['empty.png', 'fish/text.jpg']) assert.ok(log.includes(`\n  ${name}: `), log);
      assert.equal(log.split(': there is no such file\n').length, 5, log);
    });
  },
);
