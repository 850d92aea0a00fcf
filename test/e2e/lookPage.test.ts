import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { significant } from '../../extension/engine/text/format.js';
import { mfm } from '../cli/mfm.js';
import { onNewestVscode } from '../support/vscodeStage.js';

/** Trains the demo for an epoch, in the workspace; resolves to its checkpoint. */
async function train(folder: string): Promise<string> {
  const config = join(folder, 'configs/demo.yaml');
  const text = await readFile(config, 'utf8');
  const short = text.replace(/\bEPOCHS: \d+/, 'EPOCHS: 1').replace('WARMUP_EPOCHS: 5', 'WARMUP_EPOCHS: 0');
  await writeFile(config, short.replace('COUNT: 4', 'COUNT: 0'));
  const run = join(folder, 'runs/demo');
  const { code, stderr } = await mfm('pretrain', config, '--output', run);
  assert.equal(code, 0, stderr);
  const names = (await readdir(join(run, 'checkpoints'))).filter(name => name.endsWith('.safetensors'));
  return join(run, 'checkpoints', names[0]!);
}

let checkpoint = '';

/** How long nothing may happen. Here the time is what is asked for: a page that nobody touches is at rest. */
const QUIET_MS = 1000;

/** Counts what changes in the page, from now on. */
const watchChanges = `(main => {
  globalThis.changes = 0;
  const options = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(() => globalThis.changes++).observe(main, options);
})(document.querySelector('main'))`;

onNewestVscode(
  'look page',
  async ({ folder }) => {
    checkpoint = await train(folder);
    // More images than are offered, which is where a search begins to be cut off.
    const views = join(folder, 'views');
    await mkdir(views);
    const one = await sharp({ create: { width: 96, height: 96, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    for (let i = 0; i < 700; i++) await writeFile(join(views, `${i}.png`), one);
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { page, webview, quickInput } = workbench;
    const tab = (name: string) => webview.getByRole('tab', { name, exact: true });
    const pane = (name: RegExp) => webview.getByRole('application', { name });

    await step('in a workspace of 700 images the tabs show the first one, and then they are at rest', async () => {
      await workbench.openFile(basename(checkpoint));
      await tab('Features').click();
      await webview.getByText('Principal components, layer 4').waitFor();
      await workbench.screenshot('look-many-images');
      const main = webview.locator('main');
      const changes = () => main.evaluate('globalThis.changes');
      await main.evaluate(watchChanges);
      await page.waitForTimeout(QUIET_MS);
      assert.equal(await changes(), 0, 'how often something was shown anew');
      assert.equal(await webview.getByRole('combobox', { name: 'Image' }).count(), 1);
      assert.equal(await webview.getByText('not known any more').count(), 0);
    });

    await step('Reconstruct Image asks for an image and a checkpoint, and opens this at that', async () => {
      await workbench.run('MFM: Reconstruct Image');
      await quickInput.input.fill('chelsea');
      await quickInput.row('chelsea.jpg').click();
      await quickInput.input.press('Enter');
      await quickInput.row('epoch 1').click();
      await webview.getByText('Low-pass, radius 7 bins').waitFor();
      await workbench.screenshot('look-reconstruction');
    });

    await step('the radius is dragged, and loss and PSNR are those of mfm reconstruct', async () => {
      await webview.getByRole('slider', { name: 'Radius' }).focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
      await webview.getByText('Low-pass, radius 10 bins').waitFor();
      const image = join(workspace.folder, 'photos/animals/chelsea.jpg');
      const flags = ['--checkpoint', checkpoint, '--mask', 'low', '--radius', '10', '--json'];
      const { stdout } = await mfm('reconstruct', image, ...flags);
      const [expected] = JSON.parse(stdout).images as { loss: number; psnr: { input: number; restored: number } }[];
      const [before, after] = [expected!.psnr.input, expected!.psnr.restored].map(psnr => `${psnr.toFixed(2)} dB`);
      await webview.getByText(`PSNR ${before} before, ${after} after`).waitFor();
      await webview.getByText(`masked loss ${significant(expected!.loss)}`).waitFor();
    });

    await step('a clicked patch has an attention of its own, and the read-out names it', async () => {
      await tab('Attention').click();
      await webview.getByText('Query class token, layer 4, mean of heads').waitFor();
      const ofClass = await picture(pane(/^Attention/));
      await clickPatch(pane(/^Image/), 2, 5);
      await webview.getByText('Query row 3, column 6, layer 4, mean of heads').waitFor();
      const ofPatch = await picture(pane(/^Attention/));
      assert.notDeepEqual(ofPatch, ofClass);
      await clickPatch(pane(/^Image/), 6, 1);
      await webview.getByText('Query row 7, column 2, layer 4, mean of heads').waitFor();
      assert.notDeepEqual(await picture(pane(/^Attention/)), ofPatch);
      await workbench.screenshot('look-attention');
    });

    await step('features of the same patch, and everything is still chosen after a reload', async () => {
      await tab('Features').click();
      await webview.getByText('Patch at row 7, column 2, layer 4: most similar is').waitFor();
      await workbench.screenshot('look-features');
      await workbench.reload(/patch:49.*tab:features|tab:features.*patch:49/);
      await webview.getByText('Patch at row 7, column 2, layer 4: most similar is').waitFor();
      await tab('Reconstruction').click();
      await webview.getByText('Low-pass, radius 10 bins').waitFor();
    });
  },
);

/** What a pane shows, as a picture of the screen. */
function picture(pane: Locator): Promise<Buffer> {
  return pane.screenshot({ caret: 'initial' });
}

/** Clicks the middle of a patch by its row and column of 8, counted from 0. */
async function clickPatch(pane: Locator, row: number, column: number): Promise<void> {
  const { width, height } = (await pane.boundingBox())!;
  const scale = Math.floor(Math.min(width, height) / 96);
  const place = (side: number, patch: number) => (side - 96 * scale) / 2 + (12 * patch + 6) * scale;
  await pane.click({ position: { x: place(width, column), y: place(height, row) } });
}
