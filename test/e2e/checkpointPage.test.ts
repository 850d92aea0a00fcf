import assert from 'node:assert/strict';
import { copyFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { significant } from '../../extension/engine/text/format.js';
import { mfm } from '../cli/mfm.js';
import { tinyConfigText } from '../host/tinyConfigText.js';
import { floats, tensor, torchZip } from '../support/torchFile.js';
import { onNewestVscode } from '../support/vscodeStage.js';

const qkv = 'encoder.blocks.0.attn.qkv.weight';

/** Trains a tiny model to the end, in the workspace; resolves to its checkpoints. */
async function train(folder: string): Promise<string[]> {
  const config = join(folder, 'configs/tiny.mfm.yaml');
  await writeFile(
    config,
    tinyConfigText.replace('EPOCHS: 100000', 'EPOCHS: 3').replace('SAVE_FREQ: 5', 'SAVE_FREQ: 1'),
  );
  const run = join(folder, 'runs/tiny');
  const { code, stderr } = await mfm.with({ MFM_BACKEND: 'wasm' })('pretrain', config, '--output', run);
  assert.equal(code, 0, stderr);
  const names = (await readdir(join(run, 'checkpoints'))).filter(name => name.endsWith('.safetensors')).sort();
  return names.map(name => join(run, 'checkpoints', name));
}

interface Inspected {
  tensors: { name: string; statistics: Record<'min' | 'max' | 'mean' | 'std', number> }[];
}

let checkpoints: string[] = [];

onNewestVscode(
  'checkpoint page',
  async ({ folder }) => {
    checkpoints = await train(folder);
    // Written before the first search for a file, whose results VS Code keeps for the next one.
    const view = { count: 4, shape: [2, 2], strides: [2, 1] };
    const model = new Map([['model', new Map([['head.weight', tensor(view)]])]]);
    await writeFile(join(folder, 'tiny.pth'), torchZip(model, { 0: floats(-1, 0, 0.5, 2) }));
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { page, webview } = workbench;
    const newest = checkpoints.at(-1)!;
    const tab = (name: string) => webview.getByRole('tab', { name, exact: true });

    await step('a checkpoint of the sidebar opens with its numbers and its drawing', async () => {
      await workbench.showSidebar('MFM');
      await workbench.expand('runs/tiny');
      const opened = page.locator('.tab.active', { hasText: basename(newest) });
      // A tree that is redrawn under the pointer swallows the click.
      for (let tries = 0; tries < 3 && !(await opened.isVisible()); tries++) {
        await workbench.row(/epoch 3 · step/).click();
        await opened.waitFor({ timeout: 10_000 }).catch(() => undefined);
      }
      await webview.getByRole('heading', { name: 'Architecture' }).waitFor();
      await webview.getByText('2 encoder blocks', { exact: true }).waitFor();
      assert.ok(await webview.getByText(/^epoch 2 · step/).count(), 'the one before it');
      await workbench.screenshot('checkpoint-overview');
    });

    await step('search narrows the table, and a tensor has the statistics of mfm inspect', async () => {
      await tab('Tensors').click();
      await webview.getByRole('textbox', { name: 'Search' }).fill('blocks.0 qkv.weight');
      await webview.getByText(/^1 of \d+ tensors/).waitFor();
      await webview.getByRole('row', { name: new RegExp(qkv) }).click();
      const { stdout } = await mfm('inspect', newest, '--stats', '--json');
      const { statistics } = (JSON.parse(stdout) as Inspected).tensors.find(({ name }) => name === qkv)!;
      for (const value of [statistics.min, statistics.max, statistics.mean, statistics.std]) {
        await webview.getByRole('definition').getByText(significant(value), { exact: true }).first().waitFor();
      }
      await workbench.screenshot('checkpoint-tensors');
    });

    await step('what was chosen is there again after a reload of the window', async () => {
      await workbench.reload(new RegExp(`tensor:${qkv}`));
      await webview.getByText(/^1 of \d+ tensors/).waitFor();
      await webview.getByRole('img', { name: /^Histogram/ }).waitFor();
    });

    await step('weights are shown as pictures', async () => {
      await tab('Weights').click();
      await webview.getByRole('heading', { name: 'Position embeddings' }).waitFor();
      await workbench.screenshot('checkpoint-weights');
    });

    await step('the difference to the checkpoint before it, which is offered first', async () => {
      await tab('Difference').click();
      await webview.getByText('Choose a Checkpoint').click();
      const { input, row } = workbench.quickInput;
      await input.fill('epoch 2');
      await row('epoch 2').click();
      await webview.getByRole('grid', { name: 'Changes' }).waitFor();
      await webview.getByText('None: both were made with the same config.').waitFor();
    });

    await step('a file that changes on disk is read anew, and a broken one says so', async () => {
      const copy = join(workspace.folder, 'copy.safetensors');
      await copyFile(newest, copy);
      await workbench.openFile('copy.safetensors');
      const shown = page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('iframe#active-frame');
      await shown.getByRole('heading', { name: 'copy.safetensors' }).waitFor();
      await truncate(copy, 400);
      await shown.getByRole('heading', { name: 'This file cannot be opened' }).waitFor();
      await workbench.screenshot('checkpoint-broken');
      await rm(copy);
      await shown.getByText('it does not exist').waitFor();
    });

    await step('a PyTorch file, which may belong to another program, is ours where one asks for it', async () => {
      await workbench.openFile('tiny.pth');
      await page.locator('.editor-instance').getByText('not displayed in the text editor').waitFor();
      await workbench.run('View: Reopen Editor With...');
      await workbench.quickInput.row('MFM Checkpoint').click();
    });

    await step('its table, and the statistics of a tensor', async () => {
      const shown = page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('iframe#active-frame');
      await shown.getByText('This is a PyTorch file').waitFor();
      await shown.getByRole('tab', { name: 'Tensors', exact: true }).click();
      await shown.getByRole('row', { name: /model.head.weight/ }).click();
      for (const value of [-1, 2, 0.375]) {
        await shown.getByRole('definition').getByText(significant(value), { exact: true }).first().waitFor();
      }
      await workbench.screenshot('checkpoint-pytorch');
    });
  },
);
