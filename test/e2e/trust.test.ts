import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFakeCheckpoints, writeFakeRun } from '../support/fakeRun.js';
import { onNewestVscode } from '../support/vscodeStage.js';

onNewestVscode(
  'untrusted workspaces',
  async () => ({ asksForTrust: true }),
  async ({ workbench, workspace, step }) => {
    const { page } = workbench;
    const run = join(workspace.folder, 'runs/theirs');

    await step('the sidebar says what waits for trust', async () => {
      await workbench.showSidebar('MFM');
      await page.getByText('it waits until you trust this workspace').waitFor();
      await workbench.row('photos').waitFor();
      await workbench.screenshot('untrusted');
    });

    await step('commands that start processes are not offered', async () => {
      for (const title of ['MFM: Pretrain', 'MFM: Preview Spectrum', 'MFM: Install TensorFlow Runtime'])
        assert.equal(await workbench.offers(title), false, title);
      assert.equal(await workbench.offers('MFM: Show Log'), true);
    });

    await step('what the status bar offers asks for trust, and starts nothing', async () => {
      await workbench.statusItem.click();
      await workbench.quickInput.row('Pretrain').click();
      await workbench.notification('it waits until you trust this workspace').waitFor();
      await workbench.screenshot('untrusted-pretrain');
      await page.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
      await page.locator('.workspace-trust-editor').waitFor();
      assert.equal(existsSync(join(workspace.folder, 'runs')), false);
    });

    await step('tasks ask for trust by themselves', async () => {
      await workbench.run('Tasks: Run Task');
      await workbench.dialog.getByText('trust').first().waitFor();
      await workbench.answer('Cancel');
    });

    await step('configs, runs and reports are read all the same', async () => {
      await workbench.openFile('demo.yaml');
      await workbench.code('IMG_SIZE').hover();
      await page.locator('.monaco-hover:visible', { hasText: 'Default' }).waitFor();
      await writeFakeRun(run, 24, 64);
      await writeFakeCheckpoints(run, [12, 24]);
      await writeFile(join(run, 'report.html'), '<!doctype html><p>Written by the run');
      await workbench.run('MFM: Refresh');
      await workbench.expand('runs/theirs');
      await workbench.row('epoch 2 ·').waitFor();
      await workbench.run('MFM: Open Report');
      await workbench.webview.getByText('Written by the run').waitFor();
    });

    await step('with trust, they are offered', async () => {
      await workbench.run('Workspaces: Manage Workspace Trust');
      await page.getByRole('button', { name: 'Trust', exact: true }).click();
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
      assert.equal(await workbench.offers('MFM: Pretrain'), true);
    });
  },
);
