import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadModel } from '../../extension/engine/checkpoint/loadModel.js';
import { checkConfig } from '../../extension/engine/config/check.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { onlineProbes } from '../../extension/engine/evaluation/onlineProbes.js';
import type { FeatureNetwork } from '../../extension/engine/inspect/features/featureExtractor.js';
import { principalComponents } from '../../extension/engine/inspect/features/principalComponents.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { extractFeatures } from '../../extension/engine/probes/features.js';
import { linearProbe } from '../../extension/engine/probes/linear.js';
import { runTrials } from '../../extension/engine/probes/trials.js';
import { Random } from '../../extension/engine/random.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { runMetrics } from '../../extension/engine/training/runMetrics.js';
import type { MetricsEvent, RunEvent } from '../../extension/protocol/events.js';
import { primaryOf } from '../../extension/protocol/metrics.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { tinyModel } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { truncatedJpeg } from '../unit/dataFixtures.js';

/** Photographs in two classes, so many of each. */
async function photographs(t: TestContext, each: number, names = ['fish', 'tools']): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const name of names) {
    await mkdir(join(folder, name));
    const files = (await readdir(join(root, 'examples/photos', name))).filter(file => file.endsWith('.jpg')).sort();
    for (const file of files.slice(0, each))
      await copyFile(join(root, 'examples/photos', name, file), join(folder, name, file));
  }
  return folder;
}

function probed(data: string, probe: Partial<Config['PROBE']> = {}): Config {
  const config = tinyRunConfig();
  config.DATA.DATA_PATH = data;
  Object.assign(config.PROBE, { FREQ: 2, K: 3, ...probe });
  return config;
}

const found = (events: RunEvent[]) =>
  events.filter((event): event is MetricsEvent => event.type === 'metrics' && 'knn' in event.values);

/** Of an encoder with attention. */
const health = [
  ...['featureDeviation', 'effectiveRank'],
  ...['attentionDistance', 'attentionDistanceFirst', 'attentionDistanceLast'],
];

onEachBackend('what features are worth during pre-training', use => {
  test('accuracy comes every so many epochs and at the end, the loss stays first, and nothing else changes', async t => {
    await use();
    const data = await photographs(t, 8);
    const run = async (config: Config) => {
      config.TRAIN.EPOCHS = 3;
      const output = await temporaryFolder(t);
      const events = await trainToEnd({ config, output, resume: true });
      const checkpoints = await RunFolder.open(output).checkpoints();
      const best = checkpoints
        .find(checkpoint => checkpoint.best)!
        .file.split('/')
        .at(-1);
      return { output, events, best, last: await loadCheckpoint((await RunFolder.open(output).latest())!) };
    };
    const probing = await run(probed(data));
    const plain = await run(probed(data, { FREQ: 0 }));
    const start = probing.events.find(event => event.type === 'start')!;
    assert.deepEqual(
      start.metrics.map(({ id }) => id),
      ['loss', 'lossLow', 'lossHigh', 'sampleGain', 'knn', 'linear', ...health, 'lr', 'gradNorm'],
    );
    assert.equal(primaryOf(start.metrics)!.id, 'loss');
    assert.deepEqual(
      found(probing.events).map(({ epoch }) => epoch),
      [1, 2],
    );
    // A fifth of eight of each class, so four images.
    for (const { values } of found(probing.events)) {
      assert.deepEqual(Object.keys(values), ['knn', 'linear', ...health]);
      for (const id of ['knn', 'linear']) assert.ok([0, 25, 50, 75, 100].includes(values[id]!), id);
    }
    assert.deepEqual(found(plain.events), []);
    assert.equal(probing.best, plain.best);
    assert.deepEqual(probing.last.tensors, plain.last.tensors);
    assert.deepEqual([probing.last.meta.loss, probing.last.meta.metric], [plain.last.meta.loss, undefined]);
    const losses = async ({ output }: { output: string }) => {
      const lines = (await readFile(join(output, 'metrics.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      return lines
        .filter(({ type }) => type === 'step')
        .map(({ step, loss, lr, gradNorm }) => [step, loss, lr, gradNorm]);
    };
    assert.deepEqual(await losses(probing), await losses(plain));
  });

  test('images of its own vote and are told; those that cannot be decoded are said', async t => {
    await use();
    const [train, val] = [await photographs(t, 6), await photographs(t, 3)];
    await writeFile(join(val, 'fish/damaged.jpg'), await truncatedJpeg());
    const config = probed(`${root}examples/photos/fish`, { TRAIN_PATH: train, VAL_PATH: val, K: 1, FREQ: 1 });
    config.TRAIN.EPOCHS = 1;
    config.TRAIN.WARMUP_EPOCHS = 0;
    const output = await temporaryFolder(t);
    const events = await trainToEnd({ config, output, resume: true });
    // Each of them is its own nearest neighbour.
    const [measured] = found(events);
    assert.equal(measured!.values['knn'], 100);
    const { model } = await loadModel((await RunFolder.open(output).latest())!);
    const options = { pool: 'mean', batchSize: 4, threads: 1 } as const;
    const [fitted, asked] = await Promise.all([train, val].map(folder => openImageFolder(folder)));
    const { features } = await extractFeatures(fitted!, model, options);
    const { features: others } = await extractFeatures(asked!, model, options);
    const classes = fitted!.classes;
    const probe = linearProbe({ solver: 'ridge', classes });
    const [trial] = await runTrials(probe, features, others, { classes, holdout: 0.2, seeds: 1 });
    assert.equal(measured!.values['linear'], trial!.top1, 'as mfm probe --solver ridge says');
    const warnings = events.flatMap(event => (event.type === 'warning' ? [event.message] : []));
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /^What PROBE measures is without 1 of its images, which cannot be used \(fish\/damaged\.jpg: .*\)\.$/,
    );
  });
});

onEachBackend('one measurement of features', use => {
  test('without labels health is measured, by its definitions, on as many images as are wanted', async () => {
    await use();
    const config = probed(`${root}examples/photos/fish`, { MEASURES: ['health'], FREQ: 1, IMAGES: 6 });
    const method = createMethod(config);
    method.parameters.initialise(3);
    const evaluator = onlineProbes(config, method)!;
    const folder = await openImageFolder(config.DATA.DATA_PATH);
    await evaluator.prepare(folder);
    const { values, warning } = await evaluator.run();
    assert.equal(warning, undefined);
    assert.deepEqual(Object.keys(values), health);

    const places = [...new Random(config.SEED).permutation(folder.entries.length).subarray(0, 6)].sort((a, b) => a - b);
    const entries = places.map(place => folder.entries[place]!);
    const { encoder, parameters } = method;
    const network: FeatureNetwork = {
      ...{ name: '', input: encoder.input, encoder, parameters },
      encode: (images, pass = {}) => encoder.encode(images, parameters, pass),
    };
    const options = { pool: 'mean', batchSize: 3, threads: 1 } as const;
    const { features } = await extractFeatures({ ...folder, entries }, network, options);
    const rows = entries.map((_, i) => [...features.values.subarray(i * features.width, (i + 1) * features.width)]);
    const unit = rows.map(row => row.map(value => value / Math.hypot(...row)));
    const mean = (numbers: number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const deviations = rows[0]!.map((_, k) => {
      const channel = unit.map(row => row[k]!);
      return Math.sqrt(mean(channel.map(value => (value - mean(channel)) ** 2)));
    });
    assertClose([values['featureDeviation']!], [mean(deviations) * Math.sqrt(features.width)], 'deviation');
    // Of the shares of variance along principal components, found by power iteration.
    const { explained } = principalComponents(features.values, features.width, entries.length - 1);
    const singular = Array.from(explained, Math.sqrt);
    const shares = singular.map(value => value / singular.reduce((a, b) => a + b));
    const entropy = -shares.reduce((sum, share) => sum + share * Math.log(share), 0);
    assertClose([values['effectiveRank']!], [Math.exp(entropy)], 'effective rank', 1e-4);
  });

  test('health needs neither an image of each class nor all images, but one', async t => {
    await use();
    const data = await photographs(t, 1, ['fish', 'texture', 'tools']);
    const config = probed(data, { MEASURES: ['health'], FREQ: 1, IMAGES: 2 });
    const method = createMethod(config);
    method.parameters.initialise(0);
    const evaluator = onlineProbes(config, method)!;
    await evaluator.prepare(await openImageFolder(data));
    const { values } = await evaluator.run();
    assertClose([values['effectiveRank']!], [1], 'between two images is one direction', 1e-4);
    for (const name of ['fish', 'texture', 'tools']) {
      const [file] = await readdir(join(data, name));
      await writeFile(join(data, name, file!), await truncatedJpeg());
    }
    await assert.rejects(evaluator.run(), userError(/^None of the 2 images in .* can be decoded \(.*\.jpg: /));
  });

  test('an encoder without attention has no distance of it; a class with one image has no linear accuracy', async t => {
    await use();
    const config = probed(await photographs(t, 2), { FREQ: 1, K: 1 });
    Object.assign(config.MODEL, { TYPE: 'resnet' });
    Object.assign(config.MODEL.RESNET, { LAYERS: [1, 1, 1, 1], BLOCK: 'basic', WIDTH: 8 });
    config.DATA.IMG_SIZE = 32;
    const method = createMethod(config);
    method.parameters.initialise(0);
    const evaluator = onlineProbes(config, method)!;
    assert.deepEqual(
      evaluator.metrics.map(({ id }) => id),
      ['knn', 'linear', ...health.slice(0, 2)],
    );
    await evaluator.prepare(await openImageFolder(config.DATA.DATA_PATH));
    const { values, warning } = await evaluator.run();
    assert.deepEqual(Object.keys(values), ['knn', ...health.slice(0, 2)]);
    assert.equal(warning, 'Linear accuracy is missing: the class fish has a single image to learn from.');
  });
});

test('it is wanted where PROBE.FREQ says so in pre-training, and what it cannot do is one sentence', async t => {
  const [data, other] = [await photographs(t, 4), await photographs(t, 4, ['fish', 'texture'])];
  const prepare = async (config: Config) => {
    const evaluator = onlineProbes(config, createMethod(config))!;
    return evaluator.prepare(await openImageFolder(config.DATA.DATA_PATH));
  };
  const plain = probed(data, { FREQ: 0 });
  assert.equal(onlineProbes(plain, createMethod(plain)), undefined);
  const fineTuning = probed(data);
  fineTuning.MODEL.NAME = 'finetune';
  assert.equal(onlineProbes(fineTuning, createMethod(fineTuning)), undefined);
  await prepare(probed(data));
  await prepare(probed(data, { IMAGES: 4 }));
  await prepare(probed(`${root}examples/photos/fish`, { MEASURES: ['health'] }));
  const nothing = probed(data, { MEASURES: [] });
  assert.equal(onlineProbes(nothing, createMethod(nothing)), undefined);
  await assert.rejects(
    prepare(probed(`${root}examples/photos/fish`)),
    userError(
      /^PROBE\.FREQ 2 learns from labels, and .*fish has no class folders: .*, or set PROBE\.MEASURES to \[health\], /,
    ),
  );
  await assert.rejects(
    prepare(probed(data, { VAL_PATH: other })),
    userError(/^PROBE\.VAL_PATH: the class folders of .* are not those of .* \(texture\); /),
  );
  await assert.rejects(
    prepare(probed(data, { K: 7 })),
    userError(/^PROBE\.K is 7, but only 6 images can vote: set it to 6 or less\.$/),
  );
  await assert.rejects(
    prepare(probed(data, { K: 5, IMAGES: 4 })),
    userError(/^PROBE\.K is 5, but only 4 images can vote/),
  );
});

test('metrics of evaluators that lead come before the loss, of others behind it', () => {
  const { encoder } = tinyModel();
  const method = { encoder, metrics: [{ id: 'loss', label: 'Loss', better: 'lower' as const }] };
  const of = (id: string, leads: boolean) => ({ leads, metrics: [{ id, label: id, better: 'higher' as const }] });
  const ids = runMetrics(method, [of('after', false), of('before', true)]).map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 3), ['before', 'loss', 'after']);
});

test('its keys count in pre-training, and where it is on', () => {
  const notes = (text: string) => checkConfig(text, 'c.yaml').map(({ message }) => message);
  assert.deepEqual(notes('PROBE: {FREQ: 5, K: 10}'), []);
  assert.match(notes('PROBE: {K: 10}').join(), /PROBE\.K has no effect: it counts where PROBE\.FREQ is not 0/);
  assert.match(notes('MODEL: {NAME: finetune}\nPROBE: {FREQ: 5}').join(), /PROBE\.FREQ has no effect/);
  assert.match(notes('PROBE: {FREQ: 5, TEMPERATURE: 0}').join(), /PROBE\.TEMPERATURE/);
  assert.match(notes('PROBE: {FREQ: 5, MEASURES: [health], K: 9}').join(), /PROBE\.K has no effect/);
  assert.deepEqual(notes('PROBE: {FREQ: 5, MEASURES: [linear], VAL_PATH: .}'), []);
});
