import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors, readSafetensorsHeader } from '../../extension/engine/checkpoint/safetensors.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { radiiText } from '../../extension/engine/data/adaptiveRadii.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { readSamples } from '../../extension/engine/runs/sampleFiles.js';
import type { StepEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { root } from '../support/root.js';
import { stepRecords } from '../support/stepRecords.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

type Data = Config['DATA'];

/** A tiny run of another task than the frequency mask alone. */
function taskConfig(data: Partial<Data>, target: 'normal' | 'masked'): Config {
  const config = tinyRunConfig();
  Object.assign(config.DATA, data);
  config.MODEL.RECOVER_TARGET_TYPE = target;
  return config;
}

const tasks: Record<string, [data: Partial<Data>, target: 'normal' | 'masked', samples: string[]]> = {
  'super-resolution': [{ FILTER_TYPE: 'sr', SR_FACTOR: 4 }, 'normal', ['sr', 'sr']],
  deblurring: [{ FILTER_TYPE: 'deblur' }, 'normal', ['deblur', 'deblur']],
  denoising: [{ FILTER_TYPE: 'denoise' }, 'normal', ['denoise', 'denoise']],
  'tasks that are drawn': [{ TASKS: ['mfm', 'denoise'] }, 'masked', ['mfm', 'denoise']],
  'tasks in a chain': [
    { TASKS: ['mfm', 'denoise', 'sr', 'deblur'], TASKS_MODE: 'chain', SR_FACTOR: 2 },
    'masked',
    ['deblur+sr+denoise+mfm', 'deblur+sr+denoise+mfm'],
  ],
  'a square mask': [{ MASK_SHAPE: 'square', MASK_AREA_MATCHED: true }, 'masked', ['mfm', 'mfm']],
  'a rhombic mask': [{ MASK_SHAPE: 'rhombus' }, 'masked', ['mfm', 'mfm']],
  'a radius that is a share of the size': [{ MASK_FRACTION1: 0.2, MASK_FRACTION2: 0.45 }, 'masked', ['mfm', 'mfm']],
};

onEachBackend('pretext tasks', use => {
  for (const [name, [data, target, expected]] of Object.entries(tasks)) {
    test(`the loss falls in a short run: ${name}`, async t => {
      await use();
      const output = await temporaryFolder(t);
      const { losses, samples } = await shortRun(taskConfig(data, target), output);
      assert.ok(losses.at(-1)! < 0.9 * losses[0]!, `the loss of the samples: ${losses}`);
      assert.deepEqual(
        samples.map(sample => sample.task),
        expected,
      );
    });
  }

  test('the loss falls in a short run: a ConvNeXt on photographs of 64 pixels', async t => {
    await use();
    const config = tinyRunConfig();
    Object.assign(config.DATA, { IMG_SIZE: 64, MASK_RADIUS1: 8 });
    Object.assign(config.MODEL, { TYPE: 'convnext', DROP_PATH_RATE: 0.1 });
    Object.assign(config.MODEL.CONVNEXT, { DEPTHS: [1, 2], DIMS: [32, 64], LAYER_SCALE: null });
    const { losses } = await shortRun(config, await temporaryFolder(t));
    // Most of what is masked of 64 pixels is fine detail, which 36 steps hardly touch: it falls by less than at 16 pixels.
    assert.ok(losses.at(-1)! < 0.95 * losses[0]!, `the loss of the samples: ${losses}`);
  });

  test('the loss falls in a short run: radii of the classes, which the masks of its samples have', async t => {
    await use();
    const output = await temporaryFolder(t);
    const file = join(await temporaryFolder(t), 'radii.json');
    await writeFile(file, radiiText({ size: 32, energy: 0.9, radius: 4, classes: { fish: 10 } }));
    const config = taskConfig({ DATA_PATH: `${root}examples/photos`, MASK_RADII: file, BATCH_SIZE: 16 }, 'masked');
    config.SAMPLES.COUNT = 8;
    const { losses, samples } = await shortRun(config, output);
    assert.ok(losses.at(-1)! < 0.9 * losses[0]!, `the loss of the samples: ${losses}`);
    const ones = (mask: Float32Array) => mask.reduce((sum, kept) => sum + kept, 0);
    // At 16 px the radii are 5 for fish and 2 for all others, whose circles hold 69 and 9 bins; every other one is high-pass.
    for (const [i, { path, mask }] of samples.entries()) {
      const kept = path.startsWith('fish/') ? 69 : 9;
      assert.equal(ones(mask), i % 2 === 0 ? kept : 256 - kept, path);
    }
    assert.ok(samples.some(({ path }) => path.startsWith('fish/')));
  });

  test('samples hold what the encoder saw, and a mask where there is one', async t => {
    await use();
    const output = await temporaryFolder(t);
    const config = taskConfig({ TASKS: ['denoise', 'mfm'] }, 'masked');
    config.SAMPLES.COUNT = 4;
    await trainToEnd({ config, output, resume: true, maxSteps: 1 });
    const { tensors, metadata } = await readSafetensors(join(output, 'samples/step-000000.safetensors'));
    assert.deepEqual([...tensors.keys()].sort(), ['corrupted', 'input', 'mask', 'prediction']);
    assert.deepEqual(tensors.get('corrupted')!.shape, [4, 3, 16, 16]);
    assert.equal(metadata['task'], '["denoise","mfm","denoise","mfm"]');
    const sums = [0, 1, 2, 3].map(i =>
      tensors
        .get('mask')!
        .data.subarray(i * 256, (i + 1) * 256)
        .reduce((sum, kept) => sum + kept, 0),
    );
    assert.deepEqual(sums, [0, 25, 0, 231]);
    const other = await temporaryFolder(t);
    await trainToEnd({ config: taskConfig({ FILTER_TYPE: 'sr' }, 'normal'), output: other, resume: true, maxSteps: 1 });
    const { tensors: named } = await readSafetensorsHeader(join(other, 'samples/step-000000.safetensors'));
    assert.deepEqual([...named.keys()].sort(), ['corrupted', 'input', 'prediction']);
  });

  const resumed: Record<string, (config: Config) => void> = {
    deblurring: config => {
      config.DATA.FILTER_TYPE = 'deblur';
    },
    'tasks that are drawn, with accumulation': config => {
      Object.assign(config.DATA, { TASKS: ['mfm', 'denoise', 'sr'], TASKS_PROB: [2, 1, 1] });
      config.TRAIN.ACCUMULATION_STEPS = 2;
    },
  };
  for (const [name, change] of Object.entries(resumed)) {
    test(`a resumed run equals an uninterrupted one bit for bit: ${name}`, async t => {
      await use();
      const folder = await temporaryFolder(t);
      const config = taskConfig({ SR_FACTOR: 4 }, 'normal');
      change(config);
      const whole = await trainToEnd({ config, output: join(folder, 'whole'), resume: true });
      const output = join(folder, 'parts');
      await trainToEnd({ config, output, resume: true, maxSteps: 2 });
      await trainToEnd({ config, output, resume: true });
      const steps = whole.filter((e): e is StepEvent => e.type === 'step');
      assert.deepEqual(
        (await stepRecords(output)).map(m => m.values['loss']),
        steps.map(e => e.values['loss']),
      );
      assert.deepEqual(await lastTensors(output), await lastTensors(join(folder, 'whole')));
    });
  }

  test('a file of radii that cannot be read stops a run before anything is written', async t => {
    await use();
    const output = join(await temporaryFolder(t), 'run');
    const config = taskConfig({ MASK_RADII: '/nowhere/radii.json' }, 'masked');
    await assert.rejects(trainToEnd({ config, output, resume: true }), /DATA\.MASK_RADII: \/nowhere\/radii\.json/);
    await assert.rejects(readdir(output), { code: 'ENOENT' });
  });
});

/** Trains for 12 epochs; the losses of the samples, which are the same images all the time, before and after. */
async function shortRun(config: Config, output: string) {
  Object.assign(config.TRAIN, { EPOCHS: 12, BASE_LR: 1 });
  config.SAMPLES.FREQ = 12;
  config.SAVE_FREQ = 12;
  await trainToEnd({ config, output, resume: true });
  const { samplesDir } = RunFolder.open(output);
  const files = (await readdir(samplesDir)).sort().map(name => join(samplesDir, name));
  const headers = await Promise.all(files.map(readSafetensorsHeader));
  const { samples } = await readSamples({ file: files.at(-1)!, step: 0 });
  return { losses: headers.map(({ metadata }) => Number(metadata['loss'])), samples };
}

async function lastTensors(output: string) {
  return (await loadCheckpoint((await RunFolder.open(output).latest())!)).tensors;
}
