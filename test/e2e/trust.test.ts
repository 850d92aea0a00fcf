import assert from 'node:assert/strict';
import { onEachVscode } from '../support/vscodeStage.js';

onEachVscode(
  'untrusted workspaces',
  async () => ({ asksForTrust: true }),
  async ({ workbench, step }) => {
    const { page } = workbench;

    await step('the sidebar says what waits for trust', async () => {
      await workbench.showSidebar('MFM');
      await page.getByText('it waits until you trust this workspace').waitFor();
      await workbench.screenshot('untrusted');
    });

    await step('commands that start processes are not offered', async () => {
      for (const title of ['MFM: Pretrain', 'MFM: Preview Spectrum', 'MFM: Install TensorFlow Runtime'])
        assert.equal(await workbench.offers(title), false, title);
      assert.equal(await workbench.offers('MFM: Show Log'), true);
    });

    await step('configs are read all the same', async () => {
      await workbench.openFile('demo.yaml');
      await workbench.code('IMG_SIZE').hover();
      await page.locator('.monaco-hover:visible', { hasText: 'Default' }).waitFor();
    });

    await step('with trust, they are offered', async () => {
      await workbench.run('Workspaces: Manage Workspace Trust');
      await page.getByRole('button', { name: 'Trust', exact: true }).click();
      await page.getByText('No training runs yet.').waitFor();
      assert.equal(await workbench.offers('MFM: Pretrain'), true);
    });
  },
);
