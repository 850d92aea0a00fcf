import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toYaml } from '../../extension/engine/config/write.js';
import { mfm } from '../cli/mfm.js';
import { eventually } from '../support/patience.js';
import { writeShapes } from '../support/shapes.js';
import { tinySegmenterConfig } from '../support/tinySegmenter.js';
import { onNewestVscode } from '../support/vscodeStage.js';
import { readRun } from '../support/vscodeWorkspace.js';

const configOf = (name: string) => `MODEL:
  TYPE: vit
  NAME: ${name}
  DROP_PATH_RATE: 0.0
  VIT: {PATCH_SIZE: 8, EMBED_DIM: 32, DEPTH: 2, NUM_HEADS: 2, INIT_VALUES: None, USE_APE: True, USE_MEAN_POOLING: True}
DATA: {DATA_PATH: photos, IMG_SIZE: 32, BATCH_SIZE: 16, NUM_WORKERS: 2, MASK_RADIUS1: 3, VAL_SPLIT: ${name === 'finetune' ? 0.25 : 0}}
TRAIN: {EPOCHS: 2, WARMUP_EPOCHS: 0, BASE_LR: 3.2e-2}
SAMPLES: {COUNT: 0}
SAVE_FREQ: 1
TAG: ${name}
`;

onNewestVscode(
  'what an encoder is worth',
  async ({ folder }) => {
    for (const name of ['pretrain', 'finetune']) await writeFile(join(folder, `tiny-${name}.yaml`), configOf(name));
    await writeShapes(join(folder, 'shapes'), 6, 3);
    const shapes = { DATA_PATH: join(folder, 'shapes'), IMG_SIZE: 32, BATCH_SIZE: 3, NUM_WORKERS: 1 };
    const segmenting = { ...tinySegmenterConfig(), DATA: { ...tinySegmenterConfig().DATA, ...shapes } };
    Object.assign(segmenting.TRAIN, { EPOCHS: 1, WARMUP_EPOCHS: 0 });
    await writeFile(join(folder, 'tiny-segment.yaml'), toYaml(segmenting));
    for (const [command, run] of [
      ['pretrain', 'pre'],
      ['segment', 'segment'],
    ]) {
      const output = join(folder, 'runs', run!);
      const { code, stderr } = await mfm(command!, join(folder, `tiny-${command}.yaml`), '--output', output);
      assert.equal(code, 0, stderr);
    }
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const { page } = workbench;
    const { row } = workbench.quickInput;
    const measured = (run: string) => readdir(join(workspace.folder, 'runs', run, 'measurements')).catch(() => []);
    const shown = workbench.webview.getByRole('main');

    await step('a pre-trained checkpoint is fine-tuned by a config of the workspace', async () => {
      await workbench.showSidebar('MFM');
      await workbench.row(/^runs\/pre|^pre/).waitFor();
      await workbench.run('MFM: Fine-Tune');
      await row('tiny-finetune.yaml').click();
      await row('From a pre-trained checkpoint').click();
      await row('epoch 2').click();
      await workbench.dialog.waitFor();
      assert.match(await workbench.dialog.innerText(), /Fine-tune ViT [\s\S]*Encoder: .*epoch-0002/);
      await workbench.answer('Fine-Tune');
      await workbench
        .row(/^runs\/finetune|^finetune/)
        .filter({ hasText: 'finished' })
        .waitFor();
      const { start } = await readRun(join(workspace.folder, 'runs/finetune'));
      assert.match(start!.pretrained!.file, /runs\/pre\/checkpoints\/epoch-0002/);
    });

    await step('its features are probed, and the measurement opens and lies in the tree', async () => {
      await workbench.run('View: Close All Editors');
      await workbench.run('MFM: Measure Checkpoint');
      await row('pre · ').click();
      await row('Nearest neighbours').click();
      await row('photos').click();
      await row('10 % of each class').waitFor();
      await row('All labels').click();
      await page.locator('.quick-input-widget').getByText('How many of the nearest images vote').waitFor();
      await page.keyboard.press('Enter');
      await shown.getByText('%').first().waitFor();
      await workbench.screenshot('measured-neighbours');
      const [file] = await measured('pre');
      assert.match(file!, /^probe-epoch-000\d-step-\d+-.*\.mfm\.json$/);
    });

    await step('the fine-tuned network is put to attacks and filters', async () => {
      await workbench.run('View: Close All Editors');
      await workbench.run('MFM: Measure Checkpoint');
      await row('finetune · ').click();
      await row('Robustness').click();
      await row('photos').click();
      await row('Attacks').waitFor();
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
      await row('1 of 255').click();
      await row('100 images').click();
      await shown.getByText('FGSM').first().waitFor();
      await workbench.screenshot('measured-robustness');
      const found = await eventually(
        () => measured('finetune'),
        files => files.length === 1,
        'Its measurements',
      );
      assert.match(found[0]!, /^robustness-/);
    });

    await step('it explains a decision, and a click on its map of the folder opens an image', async () => {
      await workbench.run('View: Close All Editors');
      await workbench.row(/epoch 2 · step/).click();
      const tab = (name: string) => workbench.webview.getByRole('tab', { name, exact: true });
      await workbench.webview.getByText('Logits', { exact: true }).waitFor();
      await tab('Decision').click();
      await shown.getByText(/Grad-CAM, layer \d/).waitFor();
      const likeliest = shown.getByRole('list', { name: 'The likeliest classes' }).getByRole('button');
      await likeliest.nth(1).click();
      await shown.getByRole('button', { name: 'Explain the Likeliest' }).waitFor();
      await workbench.screenshot('decision-of-a-classifier');
      await tab('Map').click();
      await shown.getByRole('button', { name: 'Draw the Map' }).click();
      const map = shown.getByRole('application', { name: /images; across/ });
      await map.focus();
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Enter');
      await page.locator('.tab.active', { hasText: /\.jpg/ }).waitFor();
      await workbench.screenshot('map-of-a-folder');
    });

    await step('a network that segments is measured, and its worst images are looked at', async () => {
      await workbench.run('View: Close All Editors');
      await workbench.run('MFM: Measure Checkpoint');
      await row('segment · ').click();
      await row('Nearest neighbours').waitFor();
      assert.equal(await row('Robustness').count(), 0, 'it tells no classes of images');
      await row('Mean IoU').click();
      await row('shapes').click();
      await shown.getByText('Mean IoU').waitFor();
      await shown.getByRole('row', { name: /^disc/ }).click();
      await shown.getByRole('listitem').getByRole('button').first().click();
      await shown.getByRole('application', { name: /^Prediction/ }).waitFor();
      await workbench.screenshot('measured-segmentation');
      const [file] = await measured('segment');
      assert.match(file!, /^segmentation-/);
    });

    await step('a measurement opens from the tree', async () => {
      await workbench.run('View: Close All Editors');
      await workbench.row('Robustness').click();
      await shown.getByText('FGSM').first().waitFor();
    });
  },
);
