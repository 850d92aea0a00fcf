import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../support/patience.js';
import { onNewestVscode } from '../support/vscodeStage.js';
import { readRun } from '../support/vscodeWorkspace.js';

/** The demo, long enough to be watched, with samples every two epochs. */
async function lengthenDemo(folder: string): Promise<void> {
  const file = join(folder, 'configs/demo.yaml');
  const config = await readFile(file, 'utf8');
  await writeFile(
    file,
    config.replace(/\bEPOCHS: \d+/, 'EPOCHS: 5000').replace('FREQ: 30\n\nPRINT', 'FREQ: 2\n\nPRINT'),
  );
}

onNewestVscode(
  'run page',
  async ({ folder }) => {
    await lengthenDemo(folder);
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { webview: page } = workbench;
    const run = join(workspace.folder, 'runs/demo');
    const chart = page.getByRole('application', { name: 'Loss over step', exact: true });

    /** How many steps the chart of the loss shows, as its description says. */
    async function points(): Promise<number> {
      const id = await chart.getAttribute('aria-describedby');
      const text = await page.locator(`[id="${id}"]`).textContent();
      return Number(/(\d+) points/.exec(text?.replaceAll(/\s/g, ' ') ?? '')?.[1] ?? 0);
    }

    function pointsBeyond(count: number): Promise<number> {
      return eventually(points, now => now > count, 'The number of points');
    }

    await step('Open Run shows the run that trains, and its curve grows', async () => {
      await workbench.openConfig('demo.yaml');
      await workbench.run('MFM: Pretrain');
      await workbench.answer('Pretrain');
      await workbench.statusItem.filter({ hasText: /demo \d+\/15000 .*loss/ }).waitFor();
      await workbench.run('MFM: Open Run');
      await page.getByText('running', { exact: true }).waitFor();
      await page.getByText('None of these photographs is trained on.').waitFor();
      await page.getByRole('tab', { name: 'Curves' }).click();
      const first = await pointsBeyond(0);
      const later = await pointsBeyond(first + 20);
      await workbench.screenshot('run-page');
      assert.ok((await readRun(run)).step >= later - 20);
    });

    await step('Pause on the page holds the run', async () => {
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await page.getByText('paused', { exact: true }).waitFor();
      const held = await eventually(
        () => readRun(run),
        ({ state }) => state === 'paused',
      );
      await new Promise(resolve => setTimeout(resolve, 1000));
      assert.equal((await readRun(run)).step, held.step);
      await eventually(points, count => count === held.step, 'The number of points');
    });

    await step('samples show their pictures at the step of the slider', async () => {
      await page.getByRole('tab', { name: 'Samples' }).click();
      const slider = page.getByRole('slider', { name: 'After' });
      await page
        .getByRole('application', { name: /^Restored\. .* after step [1-9]/ })
        .first()
        .waitFor();
      await slider.focus();
      await workbench.page.keyboard.press('Home');
      await page
        .getByRole('application', { name: /^Restored\. .* after step 0$/ })
        .first()
        .waitFor();
      await page
        .getByText(/gain [+−]\d+\.\d dB · Input \d+\.\d dB · Restored \d+\.\d dB/)
        .first()
        .waitFor();
      await page.getByText('Spectra', { exact: true }).click();
      await page
        .getByRole('application', { name: /^Spectrum: Restored/ })
        .first()
        .waitFor();
      await workbench.screenshot('run-page-samples');
    });

    await step('losses by frequency band come from the samples', async () => {
      await page.getByRole('tab', { name: 'Frequency bands' }).click();
      await page
        .getByRole('application', { name: /^Loss by step and frequency band: \d+ samples, 68 bands$/ })
        .waitFor();
      await workbench.screenshot('run-page-bands');
    });

    await step('the page comes back after a reload, where it was', async () => {
      await workbench.reload(/tab:bands/);
      const tab = page.getByRole('tab', { name: 'Frequency bands' });
      await tab.waitFor();
      assert.equal(await tab.getAttribute('aria-selected'), 'true');
      await page.getByText('paused', { exact: true }).waitFor();
    });

    await step('Resume lets it go on, and Save Now says so', async () => {
      await page.getByRole('button', { name: 'Resume', exact: true }).click();
      await page.getByText('running', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Save Now' }).click();
      await page.getByText(/^The checkpoint of step \d+ is saved\.$/).waitFor();
    });
  },
);
