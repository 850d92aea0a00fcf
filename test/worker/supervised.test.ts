import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { MetricsEvent, StepEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { fishAndTools } from '../support/fishAndTools.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { userError } from '../support/userError.js';
import { truncatedJpeg } from '../unit/dataFixtures.js';

onEachBackend('supervised training', use => {
  test('classes are learned and measured after each epoch; best is the highest accuracy', async t => {
    await use();
    const config = await fishAndTools(t);
    const output = await temporaryFolder(t);
    const events = await trainToEnd({ config, output, resume: true });
    const start = events.find(event => event.type === 'start')!;
    assert.equal(start.kind.name, 'supervised');
    assert.deepEqual(
      start.metrics.map(({ id }) => id),
      ['top1', 'top5', 'loss', 'lr', 'gradNorm'],
    );
    const found = events.filter((event): event is MetricsEvent => event.type === 'metrics');
    assert.deepEqual(
      found.map(({ epoch, step }) => [epoch, step]),
      [
        [0, 3],
        [1, 6],
      ],
    );
    for (const { values } of found) {
      assert.ok([0, 25, 50, 75, 100].includes(values['top1']!), `${values['top1']} % of four images`);
      assert.equal(values['top5'], 100, 'there are two classes');
    }
    const best = (await RunFolder.open(output).checkpoints()).find(checkpoint => checkpoint.best)!;
    const highest = Math.max(...found.map(({ values }) => values['top1']!));
    const first = found.find(({ values }) => values['top1'] === highest)!;
    assert.match(basename(best.file), new RegExp(`step-0*${first.step}\\.`));
    const { tensors, meta } = await loadCheckpoint(best.file);
    assert.match(meta.config, /NUM_CLASSES: 2\b/);
    assert.deepEqual([meta.metric?.id, meta.loss, meta.bestLoss], ['top1', highest, highest]);
    const { specs } = createClassifier(config, 2).parameters;
    assert.deepEqual(
      [...tensors.keys()].slice(0, specs.length),
      specs.map(({ name }) => name),
    );
  });

  test('interrupted and continued it is the run that was not', async t => {
    await use();
    const config = await fishAndTools(t);
    const [whole, parts] = [await temporaryFolder(t), await temporaryFolder(t)];
    const losses = (events: Awaited<ReturnType<typeof trainToEnd>>) =>
      events
        .filter((event): event is StepEvent | MetricsEvent => event.type === 'step' || event.type === 'metrics')
        .map(({ step, values }) => [step, values]);
    const expected = losses(await trainToEnd({ config, output: whole, resume: true }));
    const before = losses(await trainToEnd({ config, output: parts, resume: true, maxSteps: 4 }));
    const after = losses(await trainToEnd({ config, output: parts, resume: true }));
    assert.deepEqual([...before, ...after], expected);
    const last = async (dir: string) => loadCheckpoint((await RunFolder.open(dir).latest())!);
    assert.deepEqual((await last(parts)).tensors, (await last(whole)).tensors);
  });

  test('it starts from the encoder of a pre-trained checkpoint', async t => {
    await use();
    const pretrained = await temporaryFolder(t);
    await trainToEnd({ config: tinyRunConfig(), output: pretrained, resume: true, maxSteps: 1 });
    const config = await fishAndTools(t);
    config.PRETRAINED = (await RunFolder.open(pretrained).latest())!;
    const events = await trainToEnd({ config, output: await temporaryFolder(t), resume: true, maxSteps: 1 });
    const { report } = events.find(event => event.type === 'start')!.pretrained!;
    assert.ok(report.loaded.length > 20, `${report.loaded.length} tensors`);
    assert.deepEqual(report.missing, []);
  });

  test('images that cannot be measured on are said, and without any the run stops with what it has trained', async t => {
    await use();
    const config = await fishAndTools(t);
    const [fish, tool] = await Promise.all(
      ['fish', 'tools'].map(async name =>
        (await readdir(join(config.DATA.VAL_PATH, name))).map(file => join(name, file)),
      ),
    );
    const half = await truncatedJpeg();
    await writeFile(join(config.DATA.VAL_PATH, fish![0]!), half);
    const events = await trainToEnd({ config, output: await temporaryFolder(t), resume: true });
    assert.deepEqual(
      events.flatMap(event => (event.type === 'warning' ? [event.message] : [])),
      [
        `Accuracy is of 3 of the 4 images in ${config.DATA.VAL_PATH}; the others cannot be used (${fish![0]}: the file is truncated or damaged).`,
      ],
    );
    for (const file of [...fish!, ...tool!]) await writeFile(join(config.DATA.VAL_PATH, file), half);
    const output = await temporaryFolder(t);
    await assert.rejects(
      trainToEnd({ config, output, resume: true }),
      userError(
        /^DATA\.VAL_PATH: none of the 4 images in .* can be decoded \(fish\/.*: put good files in their place\.$/,
      ),
    );
    assert.match(basename((await RunFolder.open(output).latest())!), /step-0*3\./);
  });
});
