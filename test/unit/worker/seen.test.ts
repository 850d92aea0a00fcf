import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { saveCheckpoint } from '../../../extension/engine/checkpoint/checkpoint.js';
import { loadClassifier } from '../../../extension/engine/checkpoint/storedClassifier.js';
import { float32Tensor } from '../../../extension/engine/checkpoint/tensorData.js';
import { decodeImage } from '../../../extension/engine/data/decode.js';
import { openImageFolder } from '../../../extension/engine/data/folder.js';
import { corruptedView } from '../../../extension/engine/data/views/corrupted.js';
import { evaluationOptions, evaluationView } from '../../../extension/engine/data/views/evaluation.js';
import { createClassifier } from '../../../extension/engine/models/classifier.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import { Random } from '../../../extension/engine/random.js';
import { fgsm, pgd } from '../../../extension/engine/robustness/attacks.js';
import type { RobustnessPlan } from '../../../extension/engine/robustness/plan.js';
import { measureRobustness } from '../../../extension/engine/robustness/robustness.js';
import { testedClassifier } from '../../../extension/engine/robustness/testedClassifier.js';
import type { RobustnessRow } from '../../../extension/protocol/robustness.js';
import type { SeenCondition, SeenEvent, SeenRequest } from '../../../extension/protocol/seen.js';
import { backend, withRuntime } from '../../../extension/worker/compute.js';
import { measuredImages } from '../../../extension/worker/methods/measuredImages.js';
import { seen } from '../../../extension/worker/methods/seen.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { photos } from '../../support/workerCalls.js';

const signal = new AbortController().signal;
/** Of 255: weights that nobody trained are not easily led astray. */
const epsilon = 16;
const images = 9;
let folder: string;
let checkpoint: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm-seen-'));
  checkpoint = join(folder, 'classifier.safetensors');
  await backend();
  const { classes } = await openImageFolder(photos);
  const config = tinyConfig();
  config.MODEL.VIT.USE_MEAN_POOLING = true;
  const { parameters } = createClassifier(config, classes.length);
  parameters.initialise(5);
  // Heads start near zero, and their answers near each other.
  const scaled = parameters.stored.map(({ name, shape }) => {
    const scale = name.startsWith('head.') ? 2000 : 1;
    const values = (parameters.get(name).dataSync() as Float32Array).map(value => scale * value);
    return [name, float32Tensor(shape, values)] as const;
  });
  parameters.dispose();
  const { meta } = tinyCheckpoint(config, { moments: false });
  await saveCheckpoint(checkpoint, { meta: { ...meta, classes }, tensors: new Map(scaled) });
});
after(() => rm(folder, { recursive: true }));

async function eventsOf(request: Partial<SeenRequest>): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  const whole = { checkpoint, folder: photos, images, epsilon, place: 0, conditions: [], ...request };
  await seen(whole, { signal, progress: event => void events.push(event) });
  return events;
}

const picturesOf = (events: readonly SeenEvent[]) => events.filter(event => event.type === 'picture');

test('what is seen of all images adds up to what is measured', async () => {
  const conditions: [SeenCondition, Partial<RobustnessRow>][] = [
    [{ kind: 'clean' }, { kind: 'clean' }],
    [{ kind: 'attack', name: 'FGSM' }, { name: 'FGSM' }],
    [{ kind: 'attack', name: 'PGD' }, { name: 'PGD' }],
    [{ kind: 'filter', pass: 'low', radius: 2 }, { pass: 'low' }],
    [{ kind: 'filter', pass: 'high', radius: 2 }, { pass: 'high' }],
    [{ kind: 'corruption', name: 'gaussian_noise', severity: 5 }, { name: 'gaussian_noise' }],
    [{ kind: 'corruption', name: 'frost', severity: 4 }, { name: 'frost' }],
  ];
  const plan: RobustnessPlan = {
    corruptions: ['gaussian_noise', 'frost'],
    severities: [4, 5],
    attacks: [
      { name: 'FGSM', settings: fgsm(epsilon / 255) },
      { name: 'PGD', settings: pgd(epsilon / 255, epsilon / 510) },
    ],
    radii: [2],
    images,
  };
  const rows = await withRuntime(async () => {
    const source = await openImageFolder(photos);
    const tested = testedClassifier(await loadClassifier(checkpoint, 4), source, checkpoint);
    const found: RobustnessRow[] = [];
    for await (const event of measureRobustness(tested, source, plan, { batchSize: 4, threads: 1, seed: 0 }))
      if (event.type === 'row') found.push(event.row);
    return found;
  }, signal);
  const right = conditions.map(() => 0);
  const answers = new Set<string>();
  for (let place = 0; place < images; place++) {
    const pictures = picturesOf(await eventsOf({ place, conditions: conditions.map(([condition]) => condition) }));
    assert.deepEqual(
      pictures.map(({ condition }) => condition),
      conditions.map((_, i) => i),
    );
    for (const { condition, isRight, answer } of pictures) {
      if (isRight) right[condition]!++;
      answers.add(answer);
    }
  }
  for (const [i, [condition, wanted]] of conditions.entries()) {
    const severity = condition.kind === 'corruption' ? condition.severity : undefined;
    const row = rows.find(one =>
      Object.entries({ ...wanted, severity }).every(([key, value]) => one[key as keyof RobustnessRow] === value),
    )!;
    assert.equal((100 * right[i]!) / images, row.top1, JSON.stringify(condition));
  }
  assert.ok(answers.size > 2, [...answers].join());
  assert.ok(new Set(right).size > 1, `${right}: some conditions lead it astray`);
});

test('pictures are what the network gets, and the image is named', async () => {
  const paths = await measuredImages({ folder: photos, images });
  assert.equal(paths.length, images);
  const events = await eventsOf({
    place: 4,
    conditions: [
      { kind: 'clean' },
      { kind: 'attack', name: 'PGD' },
      { kind: 'filter', pass: 'low', radius: 1 },
      { kind: 'corruption', name: 'gaussian_noise', severity: 5 },
    ],
  });
  const [image] = events;
  const [path] = paths.slice(4);
  assert.deepEqual(image, { type: 'image', place: 4, of: images, path, label: path!.split('/')[0] });
  const [clean, attacked, low, noisy] = picturesOf(events).map(({ picture }) => picture);
  const options = evaluationOptions(tinyConfig());
  const decoded = await decodeImage(join(photos, path!));
  const view = evaluationView.make(decoded, options, new Random(0));
  assert.deepEqual(clean, planarToRgb(view['images']!, options.side, options.side));
  // The same noise as in the measurement, whose streams are named by the seed and the image's place.
  const corruption = { corruption: 'gaussian_noise', severity: 5 } as const;
  const corrupted = corruptedView.make(decoded, { ...options, ...corruption }, new Random(0, 4));
  assert.deepEqual(noisy, planarToRgb(corrupted['images']!, options.side, options.side));
  const changes = attacked!.data.map((level, i) => Math.abs(level - clean!.data[i]!));
  assert.ok(Math.max(...changes) <= epsilon + 1 && Math.max(...changes) > epsilon / 2, String(Math.max(...changes)));
  const spread = ({ data }: { data: Uint8Array }) => Math.max(...data) - Math.min(...data);
  assert.ok(spread(low!) < spread(clean!) / 2, 'only the mean of each channel is left');
  for (const { probability } of picturesOf(events)) assert.ok(probability > 1 / 7 && probability <= 1);
});

test('published corruptions are seen as their files are', async t => {
  const published = await temporaryFolder(t);
  const [path] = (await measuredImages({ folder: photos, images })).slice(2);
  const file = join(published, 'fog', '3', path!);
  await mkdir(dirname(file), { recursive: true });
  await copyFile(join(photos, 'fish/fish1.jpg'), file);
  const conditions: SeenCondition[] = [{ kind: 'corruption', name: 'fog', severity: 3 }];
  const [seenPicture] = picturesOf(await eventsOf({ place: 2, conditions, published }));
  const options = { ...evaluationOptions(tinyConfig()), cropRatio: 1 };
  const view = evaluationView.make(await decodeImage(file), options, new Random(0));
  assert.deepEqual(seenPicture!.picture, planarToRgb(view['images']!, options.side, options.side));
});

test('what cannot be seen is said in a sentence; a call that nobody waits for ends', async t => {
  await assert.rejects(eventsOf({ place: images }), { name: 'UserError', message: /no image 10 in/ });
  const unknown: SeenCondition = { kind: 'corruption', name: 'constructor', severity: 1 };
  await assert.rejects(eventsOf({ conditions: [unknown] }), {
    name: 'UserError',
    message: /no corruption constructor/,
  });
  const other = await temporaryFolder(t);
  await mkdir(join(other, 'birds'));
  await copyFile(join(photos, 'fish/fish1.jpg'), join(other, 'birds/fish1.jpg'));
  await assert.rejects(eventsOf({ folder: other }), { name: 'UserError', message: /birds/ });
  const controller = new AbortController();
  const progress = (event: SeenEvent) => {
    if (event.type === 'picture') controller.abort();
  };
  const conditions: SeenCondition[] = [{ kind: 'clean' }, unknown];
  const request = { checkpoint, folder: photos, images, epsilon, place: 0, conditions };
  await assert.rejects(seen(request, { signal: controller.signal, progress }), { name: 'AbortError' });
});
