import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { saveCheckpoint } from '../../../extension/engine/checkpoint/checkpoint.js';
import { openFile } from '../../../extension/engine/checkpoint/open.js';
import { openSavedRun } from '../../../extension/engine/checkpoint/savedRun.js';
import { storedModel } from '../../../extension/engine/checkpoint/storedModel.js';
import { convert } from '../../../extension/engine/convert/convert.js';
import { createModel } from '../../../extension/engine/models/model.js';
import { fittingFile } from '../../support/fittingHeader.js';
import { anyBytes, type Draw } from '../../support/mutate.js';
import { mutatedJson } from '../../support/mutateJson.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { safetensorsFile, safetensorsParts } from '../../support/tensorFiles.js';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { write } from '../dataFixtures.js';

const counts = { stepsPerEpoch: 5, accumulation: 1 };

/** Whatever a file's tensors become: a model, a run that goes on, a file of another format. */
async function useModel(file: string, folder: string, draw: Draw): Promise<void> {
  const what = draw(4);
  if (what === 0) {
    const { config, match } = storedModel(await openFile(file));
    match(createModel(config).parameters.stored);
  } else if (what === 1) {
    await openSavedRun(file, createModel(tinyConfig()).parameters, counts);
  } else {
    const to = join(folder, `b.${['pth', 'safetensors', 'onnx'][draw(3)]}`);
    const encoder = draw(3);
    await convert(file, to, { encoderOnly: encoder > 0, names: encoder > 1 ? 'timm' : undefined, overwrite: true });
  }
}

async function savedCheckpoint(t: TestContext, name: 'a.safetensors' | 'a.pth'): Promise<Buffer> {
  const folder = await temporaryFolder(t);
  const ours = join(folder, 'a.safetensors');
  await saveCheckpoint(ours, tinyCheckpoint(tinyConfig()));
  if (name === 'a.pth') await convert(ours, join(folder, name));
  return readFile(join(folder, name));
}

test('checkpoints with changed headers become models, runs and other files, or are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.safetensors');
  const { header, data } = safetensorsParts(await savedCheckpoint(t, 'a.safetensors'));
  const metadata = header['__metadata__'] as Record<string, string>;
  await survive(t, 150, async draw => {
    const schedule = JSON.stringify(mutatedJson(JSON.parse(metadata['schedule']!), draw, 8));
    const changed = { ...header, __metadata__: mutatedJson({ ...metadata, schedule }, draw, 60) };
    await write(file, safetensorsFile(draw(2) === 0 ? changed : mutatedJson(changed, draw, 2000), data));
    await useModel(file, folder, draw);
  });
});

test('damaged checkpoints for PyTorch become models, runs and other files, or are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.pth');
  const original = await savedCheckpoint(t, 'a.pth');
  await survive(t, 75, async draw => {
    await write(file, anyBytes(Buffer.from(original), draw));
    await useModel(file, folder, draw);
  });
});

test('files whose names and sizes promise networks become them, or are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.safetensors');
  await survive(t, 150, async draw => {
    await write(file, fittingFile(draw));
    await useModel(file, folder, draw);
  });
});
