import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { convert } from '../../extension/engine/convert/convert.js';
import type { ConversionOptions } from '../../extension/protocol/conversion.js';
import { writeFakeRun } from '../support/fakeRun.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';
import { onNewestVscode } from '../support/vscodeStage.js';

const name = 'epoch-0002-step-000013';

/** What the list of formats offers for a checkpoint of ours, and what each writes where one only ever agrees. */
const formats: [label: string, detail: string, written: string, options: ConversionOptions][] = [
  ['PyTorch', 'The whole checkpoint', `${name}.pth`, {}],
  ['Encoder for fine-tuning', 'names of the official code', `${name}-encoder.pth`, { encoderOnly: true }],
  ['Encoder for timm', 'names of timm', `${name}-timm.safetensors`, { encoderOnly: true, names: 'timm' }],
  ['ONNX', 'to run in other programs', `${name}.onnx`, {}],
];

onNewestVscode(
  'Convert Checkpoint',
  async ({ folder }) => {
    const run = join(folder, 'runs/tiny');
    await writeFakeRun(run, 13, 16);
    await mkdir(join(run, 'checkpoints'));
    await saveCheckpoint(join(run, `checkpoints/${name}.safetensors`), tinyCheckpoint(tinyConfig()));
    return {};
  },
  async ({ workspace, workbench, step }) => {
    const checkpoints = join(workspace.folder, 'runs/tiny/checkpoints');
    const { input, row } = workbench.quickInput;

    for (const [label, detail, written, options] of formats) {
      await step(`${label}, with the answers that are at hand`, async () => {
        await workbench.run('MFM: Convert Checkpoint');
        await row('epoch 2').click();
        await row(detail).getByText(label, { exact: true }).waitFor();
        await row(detail).click();
        await workbench.page.waitForFunction(
          ([element, end]) => (element as unknown as { value: string }).value.endsWith(end as string),
          [await input.elementHandle(), `/${written}`],
        );
        await input.press('Enter');
        await workbench.notification(`${written} is written.`).waitFor();
        const expected = join(workspace.parent, written);
        await convert(join(checkpoints, `${name}.safetensors`), expected, options);
        const [found, wanted] = await Promise.all([join(checkpoints, written), expected].map(file => readFile(file)));
        assert.ok(found!.equals(wanted!), 'it is what the engine makes of it');
        await workbench.run('Notifications: Clear All Notifications');
      });
    }

    await step('a file is not offered to be written over itself', async () => {
      await workbench.run('MFM: Convert Checkpoint');
      await row('epoch 2').click();
      await row('to run in other programs').waitFor();
      assert.equal(await row('as training writes it').count(), 0);
      await input.press('Escape');
    });
  },
);
