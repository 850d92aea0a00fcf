import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { drawTasks, maskedImages, type Task, tasksOf } from '../../extension/engine/config/tasks.js';
import { degrade } from '../../extension/engine/corruption/degrade.js';
import {
  parseRadii,
  radiiText,
  radiusOfClass,
  readRadii,
  trainingBands,
} from '../../extension/engine/data/adaptiveRadii.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import type { RgbImage } from '../../extension/engine/data/image.js';
import { Loader } from '../../extension/engine/data/loader.js';
import { makeView } from '../../extension/engine/data/views/registry.js';
import { UserError } from '../../extension/engine/errors.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { pretextTraining } from '../../extension/engine/methods/mfm/pretextTraining.js';
import { Random } from '../../extension/engine/random.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyModel } from '../support/tinyVit.js';
import { noise, writePictures } from './dataFixtures.js';

/** The `DATA` of a config of 16 px, with changes. */
function dataOf(changes: Partial<ReturnType<typeof defaultConfig>['DATA']>) {
  return { ...defaultConfig().DATA, IMG_SIZE: 16, MASK_RADIUS1: 3, SR_FACTOR: 4, ...changes };
}

before(async () => useRuntime(await createWasmRuntime()));

const ones = (mask: Float32Array) => mask.reduce((sum, kept) => sum + kept, 0);

test("the mask of the paper's config is the reference's circle", () => {
  const config = defaultConfig();
  assert.deepEqual(maskBand(config), { shape: 'circle', r1: 16, r2: 999, areaMatched: false });
  assert.deepEqual(shapedMask(224, 224, maskBand(config)), shapedMask(224, 224, circle(16, 999)));
  Object.assign(config.DATA, { MASK_RADIUS1: 500, MASK_FRACTION1: 0.07143, MASK_FRACTION2: 0.3 });
  assert.deepEqual([maskBand(config).r1, maskBand(config).r2], [16, 67.2], 'shares of the size');
  config.DATA.IMG_SIZE = 96;
  assert.deepEqual(shapedMask(96, 96, { ...maskBand(config), r2: 999 }), shapedMask(96, 96, circle(48 / 7, 999)));
  assert.equal(maskBand(config, 9).r1, 9, 'a measured radius goes before');
});

test('squares and rhombuses keep as many coefficients as the circle when areas are matched', () => {
  const kept = (changes: object) =>
    ones(shapedMask(224, 224, maskBand({ DATA: { ...defaultConfig().DATA, ...changes } })));
  assert.deepEqual([kept({ MASK_SHAPE: 'square' }), kept({ MASK_SHAPE: 'rhombus' })], [31 * 31, 16 * 16 + 15 * 15]);
  for (const MASK_SHAPE of ['square', 'rhombus'] as const) {
    const matched = kept({ MASK_SHAPE, MASK_AREA_MATCHED: true });
    assert.ok(Math.abs(matched / kept({}) - 1) < 0.08, `${MASK_SHAPE}: ${matched} of ${kept({})}`);
  }
});

test('a drawn task comes as often as its probability says, a chain has them all', () => {
  const three: Task[] = ['mfm', 'deblur', 'denoise'];
  const drawn = (changes: object) => {
    const counts = new Map<Task, number>();
    for (let i = 0; i < 3000; i++) {
      const tasks = drawTasks(dataOf({ TASKS: three, ...changes }), new Random(1, i));
      assert.equal(tasks.length, 1);
      counts.set(tasks[0]!, (counts.get(tasks[0]!) ?? 0) + 1);
    }
    return three.map(task => (counts.get(task) ?? 0) / 3000);
  };
  for (const share of drawn({})) assert.ok(Math.abs(share - 1 / 3) < 0.03, `${share}`);
  const [mfm, deblur, denoise] = drawn({ TASKS_PROB: [3, 0, 1] }) as [number, number, number];
  assert.ok(Math.abs(mfm - 0.75) < 0.03 && deblur === 0, `${[mfm, deblur, denoise]}`);
  assert.deepEqual(drawTasks(dataOf({ TASKS: three, TASKS_MODE: 'chain' }), new Random(1)), three);
  assert.deepEqual(tasksOf(dataOf({ FILTER_TYPE: 'sr' })), ['sr']);
  assert.deepEqual(
    [
      dataOf({}),
      dataOf({ TASKS: three }),
      dataOf({ TASKS: three, TASKS_MODE: 'chain' }),
      dataOf({ TASKS: ['sr'] }),
    ].map(maskedImages),
    ['all', 'some', 'all', 'none'],
  );
});

const image: RgbImage = { width: 40, height: 30, data: noise(40 * 30 * 3) };
const options = { kind: 'pretext', side: 16, minCropScale: 0.2, filter: 'bicubic', sampleRatio: 0.3 } as const;

test('views of other tasks are those of the mask, with what was taken beside them', () => {
  for (let i = 0; i < 30; i++) {
    const plain = makeView(image, options, new Random(5, i));
    assert.deepEqual([Object.keys(plain), plain['masked']], [['images', 'lowPass', 'masked'], Float32Array.of(1)]);
    const masked = makeView(image, { ...options, tasks: dataOf({}) }, new Random(5, i));
    const isLow = plain['lowPass']![0]!;
    assert.deepEqual(masked, { ...plain, kind: Float32Array.of(isLow, 1 - isLow) });
    const sr = dataOf({ FILTER_TYPE: 'sr' });
    const small = makeView(image, { ...options, tasks: sr }, new Random(5, i));
    assert.deepEqual(small['images'], plain['images']);
    assert.deepEqual([small['lowPass'], small['masked']], [plain['lowPass'], Float32Array.of(0)]);
    assert.deepEqual(small['degraded'], degrade(plain['images']!, 16, ['sr'], sr, new Random(0)));
  }
});

test('of a drawn mixture each view says whether its mask applies', () => {
  const tasks = dataOf({ TASKS: ['mfm', 'denoise'] });
  const views = Array.from({ length: 200 }, (_, i) => makeView(image, { ...options, tasks }, new Random(6, i)));
  for (const { masked, degraded, images, kind, lowPass } of views) {
    const [isMasked, isLow] = [masked![0]!, lowPass![0]!];
    assert.equal(same(degraded!, images!), isMasked === 1);
    assert.deepEqual([...kind!], [isMasked * isLow, isMasked * (1 - isLow), 1 - isMasked], 'low, high, denoise');
  }
  const masked = views.filter(view => view['masked']![0]).length;
  assert.ok(masked > 70 && masked < 130, `${masked}`);
  const chained = makeView(image, { ...options, tasks: { ...tasks, TASKS_MODE: 'chain' } }, new Random(6));
  assert.ok(chained['masked']![0] && !same(chained['degraded']!, chained['images']!));
});

test('batches hold the degraded images and the bands of the classes', async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png']);
  const source = await openImageFolder(root);
  const config = defaultConfig();
  config.DATA = { ...dataOf({ TASKS: ['mfm', 'deblur'] }), IMG_SIZE: 16, MASK_RADIUS1: 2 };
  const bands = [maskBand(config), maskBand(config, 5)];
  const objective = pretextTraining(tinyModel(), config, { bands, ofEntry: Uint8Array.of(0, 0, 1, 1) });
  t.after(() => objective.dispose());
  assert.deepEqual(
    objective.fields.map(({ name }) => name),
    ['images', 'degraded', 'kind', 'lowPass', 'masked', 'bands'],
  );
  const { view, ofEntry } = objective;
  const loader = new Loader({ source, view, ofEntry, batchSize: 4, seed: 3, threads: 2 });
  t.after(() => loader.close());
  for await (const { indices, fields } of loader.epoch(2)) {
    for (const [slot, index] of indices.entries()) {
      const at = (name: string) => fields[name]!.slice(slot * 768, (slot + 1) * 768);
      assert.deepEqual([...fields['bands']!.slice(2 * slot, 2 * slot + 2)], index < 2 ? [1, 0] : [0, 1]);
      assert.equal(same(at('degraded'), at('images')), fields['masked']![slot] === 1);
    }
  }
});

test('a step takes no more of a batch than the tasks need', () => {
  const fieldsOf = (data: Partial<Config['DATA']>, count = 1) => {
    const config = defaultConfig();
    Object.assign(config.DATA, data);
    const bands = Array.from({ length: count }, () => maskBand(config));
    return pretextTraining(tinyModel(), config, { bands, ofEntry: new Uint8Array() }).fields.map(({ name }) => name);
  };
  assert.deepEqual(fieldsOf({}), ['images', 'kind', 'lowPass']);
  assert.deepEqual(fieldsOf({ SAMPLE_RATIO: 1 }), ['images', 'lowPass'], 'all images are of one kind');
  assert.deepEqual(fieldsOf({}, 2), ['images', 'kind', 'lowPass', 'bands']);
  assert.deepEqual(fieldsOf({ FILTER_TYPE: 'sr' }, 2), ['images', 'degraded']);
  assert.deepEqual(fieldsOf({ TASKS: ['mfm', 'sr'] }), ['images', 'degraded', 'kind', 'lowPass', 'masked']);
  assert.deepEqual(fieldsOf({ TASKS: ['mfm', 'sr'], TASKS_MODE: 'chain' }), ['images', 'degraded', 'kind', 'lowPass']);
});

function same(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, i) => value === b[i]);
}

const radii = { size: 224, energy: 0.9, radius: 16, classes: { a: 14, b: 32, c: 16 } };

test('radii are read as they were written, and scaled to the size of the images', async t => {
  const file = join(await temporaryFolder(t), 'radii.json');
  await writeFile(file, radiiText(radii));
  assert.deepEqual(await readRadii(file), radii);
  assert.deepEqual(
    ['a', 'b', 'other', undefined].map(name => radiusOfClass(radii, name, 112)),
    [7, 16, 8, 8],
  );
});

test("a run's images have the bands of their classes, each different one once", async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['a/1.png', 'b/1.png', 'c/1.png', 'd/1.png', 'e.png']);
  const folder = await openImageFolder(root);
  const file = join(await temporaryFolder(t), 'radii.json');
  await writeFile(file, radiiText(radii));
  const DATA = dataOf({ IMG_SIZE: 112, MASK_RADII: file, MASK_SHAPE: 'square' });
  const { bands, ofEntry } = await trainingBands({ DATA }, folder);
  const radiusOf = (path: string) => bands[ofEntry[folder.entries.findIndex(entry => entry.path === path)]!]!.r1;
  assert.deepEqual(['a/1.png', 'b/1.png', 'c/1.png', 'd/1.png', 'e.png'].map(radiusOf), [7, 16, 8, 8, 8]);
  assert.equal(bands.length, 3);
  assert.ok(bands.every(({ shape, r2 }) => shape === 'square' && r2 === 999));
  DATA.MASK_RADIUS2 = 12;
  await assert.rejects(
    trainingBands({ DATA }, folder),
    /radii\.json holds a radius of 16 bins at 112 pixels.*outer radius of 12/,
  );
  const without = await trainingBands({ DATA: dataOf({}) }, folder);
  assert.deepEqual(without, { bands: [maskBand({ DATA: dataOf({}) })], ofEntry: new Uint8Array(5) });
});

const wrong: [what: string, text: string, message: RegExp][] = [
  ['no JSON', '{', /^r\.json is no file of radii; make one with `mfm radii`\.$/],
  ['null', 'null', /no file of radii/],
  ['another kind', '{"format": "mfm-run"}', /no file of radii/],
  ['a later version', '{"format": "mfm-radii", "version": 2}', /version 2 and this program reads version 1/],
  ['no size', '{"format": "mfm-radii", "version": 1}', /size must be the side/],
  [
    'no radius',
    JSON.stringify({ format: 'mfm-radii', version: 1, size: 8 }),
    /radius must be .* half of its size \(4\), not none/,
  ],
  ['a radius of half the size', radiiText({ ...radii, radius: 112 }), /radius must be .*\(112\), not 112/],
  [
    'a text',
    radiiText({ ...radii, classes: { a: '9' as unknown as number } }),
    /radius of class "a" must be .*not "9"/,
  ],
];

for (const [what, text, message] of wrong) {
  test(`a file of radii with ${what} is refused`, () => {
    assert.throws(
      () => parseRadii(text, 'r.json'),
      error => error instanceof UserError && message.test(error.message) && !error.message.includes('\n'),
    );
  });
}

test('a file of radii that is not there is named', async () => {
  await assert.rejects(
    readRadii('/nowhere/r.json'),
    /^UserError: DATA\.MASK_RADII: \/nowhere\/r\.json cannot be read \(it does not exist\); make it/,
  );
});
