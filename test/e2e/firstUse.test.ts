import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onNewestVscode } from '../support/vscodeStage.js';

onNewestVscode(
  'first use',
  // A folder of photographs, as a new user has it.
  async ({ folder }) => {
    await rm(join(folder, 'configs'), { recursive: true });
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { input, row } = workbench.quickInput;

    await step('Pretrain without a config asks for a preset, the images and a file', async () => {
      await workbench.run('MFM: Pretrain');
      await row('Small ResNet').waitFor();
      await workbench.screenshot('new-config');
      await input.fill('ViT-B');
      await row('ViT-B/16').waitFor();
      await input.fill('');
      await row('Demo').click();
      await row('photos').click();
      await workbench.page.locator('.quick-input-widget', { hasText: 'The file of the new config' }).waitFor();
      assert.equal(await input.inputValue(), 'configs/demo.yaml');
      await workbench.page.keyboard.press('Enter');
    });

    await step('writes the config into the workspace, opens it and shows what will run', async () => {
      await workbench.dialog.waitFor();
      assert.match(await workbench.dialog.innerText(), /Images: 62\n.*\nBatch: 16\n/s);
      await workbench.page.locator('.tab.active', { hasText: 'demo.yaml' }).waitFor();
      const config = await readFile(join(workspace.folder, 'configs/demo.yaml'), 'utf8');
      assert.match(config, /^ {2}DATA_PATH: \.\.\/photos/m);
    });

    await step('the question can be answered with no, and nothing runs', async () => {
      await workbench.answer('Cancel');
      await workbench.showSidebar('MFM');
      await workbench.row('photos').waitFor();
      assert.equal(await workbench.row('runs/demo').isVisible(), false);
    });

    await step('a run opens its page, and says when it is finished', async () => {
      const config = join(workspace.folder, 'configs/demo.yaml');
      const text = await readFile(config, 'utf8');
      await writeFile(
        config,
        text.replace(/\bEPOCHS: \d+/, 'EPOCHS: 2').replace('WARMUP_EPOCHS: 5', 'WARMUP_EPOCHS: 1'),
      );
      await workbench.openConfig('demo.yaml');
      await workbench.run('MFM: Pretrain');
      await workbench.answer('Pretrain');
      await workbench.webview.getByText('None of these photographs is trained on.').waitFor();
      const notice = workbench.notification(/runs\/demo is finished: loss \d/);
      await notice.waitFor();
      await workbench.screenshot('finished');
      await notice.getByRole('button', { name: 'Open Report' }).click();
      await workbench.webview.getByRole('heading', { name: 'Reconstructions' }).waitFor();
    });
  },
);
