import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onEachVscode } from '../support/vscodeStage.js';
import { ended, readRun } from '../support/vscodeWorkspace.js';

/** The demo, without an end of its own, and with a checkpoint every 40 steps. */
async function lengthenDemo(folder: string): Promise<void> {
  const file = join(folder, 'configs/demo.yaml');
  const config = await readFile(file, 'utf8');
  await writeFile(file, config.replace(/\bEPOCHS: \d+/, 'EPOCHS: 5000').replace('SAVE_FREQ: 30', 'SAVE_FREQ: 10'));
}

onEachVscode(
  'training',
  async ({ folder }) => {
    await lengthenDemo(folder);
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { page } = workbench;
    const run = join(workspace.folder, 'runs/demo');
    const row = workbench.row(/^runs\/demo|^demo/);
    const isLive = () => workbench.statusItem.filter({ hasText: /demo \d+\/15000 .*loss/ }).waitFor();
    const stepsDone = async () => Number(/(\d+)\/15000/.exec(await workbench.statusItem.innerText())![1]);

    await step('Pretrain shows what will run', async () => {
      await workbench.showSidebar('MFM');
      await page.getByText('No training runs yet.').waitFor();
      await workbench.row('photos').waitFor();
      await workbench.screenshot('welcome');
      await workbench.openConfig('demo.yaml');
      await workbench.run('MFM: Pretrain');
      const text = await workbench.dialog.innerText();
      for (const fact of [
        /Images: 62\n/,
        /Steps: 15\s000, 3 an epoch/,
        /Learning rate: 0\.002 /,
        /Computes with: \w+ on/,
        /Memory: about/,
      ])
        assert.match(text, fact);
      await workbench.screenshot('confirmation');
      await workbench.answer('Pretrain');
    });

    await step('the run and its checkpoints show in the sidebar', async () => {
      await isLive();
      await row.waitFor();
      await workbench.row(/epoch \d+ · step/).waitFor();
      await workbench.screenshot('training');
    });

    await step('the run goes on while the window is reloaded', async () => {
      const { pid } = await readRun(run);
      const before = await stepsDone();
      await workbench.reload();
      await isLive();
      await row.filter({ hasText: /epoch \d+\/5000/ }).waitFor();
      assert.ok((await stepsDone()) > before);
      assert.equal((await readRun(run)).pid, pid);
    });

    await step('Pause holds it and Resume lets it go on', async () => {
      await workbench.run('MFM: Pause');
      await row.filter({ hasText: 'paused' }).waitFor();
      await workbench.statusItem.filter({ hasText: 'paused' }).waitFor();
      const { step } = await readRun(run);
      await workbench.run('MFM: Resume');
      await isLive();
      assert.ok((await stepsDone()) >= step);
    });

    await step('Stop asks for a checkpoint first, and Resume continues from it', async () => {
      await workbench.run('MFM: Stop');
      assert.match(await workbench.dialog.innerText(), /saves a checkpoint first and can be resumed/);
      await workbench.screenshot('stop');
      await workbench.answer('Stop and Save');
      await row.filter({ hasText: 'stopped' }).waitFor();
      const stopped = await readRun(run);
      assert.equal(stopped.state, 'stopped');
      await ended(stopped.pid);
      await workbench.run('MFM: Resume');
      await isLive();
      const resumed = await readRun(run);
      assert.notEqual(resumed.pid, stopped.pid);
      assert.equal(resumed.start?.step, stopped.step);
    });

    await step('a killed process is reported, with the log and a way to resume', async () => {
      const killed = await readRun(run);
      process.kill(killed.pid, 'SIGKILL');
      const message = workbench.notification('ended unexpectedly');
      await row.filter({ hasText: 'interrupted' }).waitFor();
      await message.getByRole('button', { name: 'Show Log' }).waitFor();
      await workbench.screenshot('killed');
      await message.getByRole('button', { name: 'Resume' }).click();
      await isLive();
      const resumed = await readRun(run);
      assert.notEqual(resumed.pid, killed.pid);
      assert.ok(resumed.start!.step > 0, 'it continues from a checkpoint');
    });

    await step('the report of the run opens beside the code', async () => {
      await workbench.run('MFM: Stop');
      await workbench.answer('Stop Without Saving');
      await row.filter({ hasText: 'stopped' }).waitFor();
      await workbench.run('MFM: Open Report');
      await workbench.webview.getByText('Loss').first().waitFor();
      await workbench.screenshot('report');
    });
  },
);
