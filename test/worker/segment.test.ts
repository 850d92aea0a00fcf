import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openFile } from '../../extension/engine/checkpoint/open.js';
import { storedModel } from '../../extension/engine/checkpoint/storedModel.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { createModel } from '../../extension/engine/models/model.js';
import type { MetricsEvent, RunEvent, StartEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { writeShapes } from '../support/shapes.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { trainToEnd } from '../support/tinyRun.js';
import { tinyConfig } from '../support/tinyVit.js';

/** Three classes of shapes on noise, 24 pairs to learn from and 8 others to measure. */
async function shapesConfig(t: TestContext, change: (config: Config) => void = () => {}): Promise<Config> {
  const folder = await temporaryFolder(t);
  await writeShapes(join(folder, 'train'), 24, 1);
  await writeShapes(join(folder, 'val'), 8, 500);
  const config = tinyConfig();
  config.MODEL.NAME = 'segment';
  Object.assign(config.DATA, { DATA_PATH: join(folder, 'train'), VAL_PATH: join(folder, 'val') });
  Object.assign(config.DATA, { IMG_SIZE: 32, BATCH_SIZE: 4, NUM_WORKERS: 1 });
  Object.assign(config.MODEL.VIT, { DEPTH: 4 });
  Object.assign(config.SEGMENTATION, { CLASSES: 3, HEAD_WIDTH: 16 });
  Object.assign(config.TRAIN, { EPOCHS: 4, WARMUP_EPOCHS: 0, BASE_LR: 0.4, MIN_LR: 0 });
  config.TRAIN.LR_SCHEDULER.NAME = 'poly';
  config.SAVE_FREQ = 100;
  change(config);
  return config;
}

const losses = (events: RunEvent[]) => events.flatMap(event => (event.type === 'step' ? [event.values['loss']!] : []));
const scores = (events: RunEvent[]) =>
  events.filter((event): event is MetricsEvent => event.type === 'metrics').map(({ values }) => values['miou']!);

onEachBackend('segmentation', use => {
  for (const head of ['linear', 'upernet'] as const) {
    test(`a model with the head ${head} learns shapes, and mean IoU says so`, async t => {
      await use();
      const config = await shapesConfig(t, c => {
        c.SEGMENTATION.HEAD = head;
      });
      const output = await temporaryFolder(t);
      const events = await trainToEnd({ config, output, resume: false });
      const start = events.find((event): event is StartEvent => event.type === 'start')!;
      assert.equal(start.kind?.name, 'segment');
      assert.deepEqual(
        start.metrics!.filter(({ better }) => better).map(({ id }) => id),
        ['miou', 'pixelAccuracy', 'meanAccuracy', 'loss'],
      );
      const found = scores(events);
      assert.equal(found.length, config.TRAIN.EPOCHS);
      // Everything in the largest class has less than a third.
      assert.ok(found.at(-1)! > 60, `mean IoU ${found.at(-1)}`);
      const details = JSON.parse(await readFile(join(output, 'evaluation.json'), 'utf8'));
      assert.equal(details.iou.length, 3);
      const mean = details.iou.reduce((sum: number, share: number) => sum + share, 0) / 3;
      assert.ok(Math.abs(mean - details.miou) < 1e-9 && details.miou === found.at(-1));
    });
  }

  test('a run that is stopped and continued equals one that was not', async t => {
    await use();
    const config = await shapesConfig(t, c => {
      c.TRAIN.EPOCHS = 2;
      c.MODEL.DROP_PATH_RATE = 0.2;
    });
    const [whole, parts] = [await temporaryFolder(t), await temporaryFolder(t)];
    const uninterrupted = await trainToEnd({ config, output: whole, resume: false });
    const first = await trainToEnd({ config, output: parts, resume: false, maxSteps: 5 });
    const second = await trainToEnd({ config, output: parts, resume: true });
    assert.deepEqual([...losses(first), ...losses(second)], losses(uninterrupted));
    assert.deepEqual([...scores(first), ...scores(second)], scores(uninterrupted));
    const found = (folder: string) => readFile(join(folder, 'evaluation.json'), 'utf8');
    assert.equal(await found(parts), await found(whole));
  });

  test('a pre-trained encoder is what a new run starts with', async t => {
    await use();
    const config = await shapesConfig(t, c => {
      c.TRAIN.EPOCHS = 1;
    });
    const pretraining = structuredClone(config);
    pretraining.MODEL.NAME = 'pretrain';
    pretraining.DATA.DATA_PATH = join(config.DATA.DATA_PATH, 'images');
    const output = await temporaryFolder(t);
    await trainToEnd({ config: pretraining, output, resume: false });
    const [file] = await checkpointsOf(output);
    config.PRETRAINED = file!;
    const segmented = await temporaryFolder(t);
    const events = await trainToEnd({ config, output: segmented, resume: false, maxSteps: 1 });
    const start = events.find((event): event is StartEvent => event.type === 'start')!;
    const { loaded, missing, misfits } = start.pretrained!.report!;
    assert.deepEqual([missing, misfits], [[], []]);
    assert.equal(loaded.length, createModel(pretraining).encoder.state.length);
    // A file of a segmenter is looked at by its encoder, as those of other networks are.
    const [segmenter] = await checkpointsOf(segmented);
    const model = storedModel(await openFile(segmenter!));
    const { sources } = model.match(createModel(config).parameters.stored);
    assert.equal(sources.size, loaded.length);
  });
});

async function checkpointsOf(run: string): Promise<string[]> {
  const folder = join(run, 'checkpoints');
  const names = await readdir(folder);
  return names.filter(name => name.endsWith('.safetensors')).map(name => join(folder, name));
}
