import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onNewestVscode } from '../support/vscodeStage.js';

onNewestVscode(
  'the spectrum page',
  async () => ({}),
  async ({ workspace, workbench, step }) => {
    const { page } = workbench;
    const file = join(workspace.folder, 'configs/demo.yaml');
    const circle = () => workbench.webview.getByRole('slider', { name: 'Inner radius r1' });
    const radius = async () => Number(await circle().getAttribute('aria-valuenow'));
    let dragged = 0;

    await step('Preview Masks shows a photograph under the mask of the config', async () => {
      await workbench.openConfig('demo.yaml');
      await workbench.run('MFM: Preview Masks');
      await circle().waitFor();
      assert.equal(await radius(), 7);
      await workbench.webview.getByText('96 x 96 pixels, r1 7').waitFor();
      await workbench.screenshot('spectrum-masks');
    });

    await step('the circle is dragged, and one click writes it into the YAML', async () => {
      const box = await circle().locator('.grip').boundingBox();
      assert.ok(box);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 25, y - 25, { steps: 8 });
      await page.mouse.up();
      dragged = await radius();
      assert.ok(dragged > 8, `${dragged} bins`);
      await workbench.screenshot('spectrum-dragged');
      await workbench.webview.getByText('Write to Config').click();
      await workbench.webview.getByText(`96 x 96 pixels, r1 ${dragged}`).waitFor();
    });

    await step('the text beside it says so; comments stay, and saving keeps it', async () => {
      await workbench.webview.getByText('Open Config').click();
      await workbench.code('MASK_RADIUS1').waitFor();
      await workbench.code(String(dragged)).click();
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active:not(.dirty)[data-resource-name="demo.yaml"]').waitFor();
      assert.match(await readFile(file, 'utf8'), new RegExp(`^ {2}MASK_RADIUS1: ${dragged} +# the paper's`, 'm'));
    });

    await step('editing the text moves the circle, before it is saved', async () => {
      // The cursor blinks over the number; two clicks that are far apart in time would not select it, the editor's command does.
      await workbench.code(String(dragged)).click({ force: true });
      await page.keyboard.press('Control+D');
      await page.keyboard.type('21');
      await workbench.webview.getByText('96 x 96 pixels, r1 21').waitFor();
      assert.equal(await radius(), 21);
      await workbench.screenshot('spectrum-edited');
    });

    await step('undo takes it back, with the circle', async () => {
      await page.keyboard.press('Control+Z');
      await workbench.webview.getByText(`96 x 96 pixels, r1 ${dragged}`).waitFor();
      assert.equal(await radius(), dragged);
    });

    await step('the page is there again after a reload of the window', async () => {
      // The prefix is that of panels: the custom editor of images has the same name.
      await workbench.reload(/mainThreadWebview-mfm\.spectrum/);
      await circle().waitFor();
      assert.equal(await radius(), dragged);
    });
  },
);
