import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeMeasurement } from '../../../extension/engine/measurements/measurementFile.js';
import { Random } from '../../../extension/engine/random.js';
import { measurementId } from '../../../extension/host/measurement/measurementId.js';
import { conditionsOf, idsOf, placeOf } from '../../../extension/host/measurement/pageRequests.js';
import { ToldMeasurements } from '../../../extension/host/measurement/toldMeasurements.js';
import type { AccuracyMeasurement } from '../../../extension/protocol/measurement.js';
import { fakeAccuracy } from '../../../webview/dev/measurement/fakeAccuracy.js';
import { mutatedJson } from '../../support/mutateJson.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

const forPeople = (path: string) => path.replace(/^.*[\\/](runs|photos)/, '$1').replaceAll('\\', '/');

test('a page is told what a file says, with paths for people, and again when it has changed', async t => {
  const root = await temporaryFolder(t);
  const run = join(root, 'runs', 'pets');
  const file = join(run, 'measurements', 'accuracy.mfm.json');
  const photos = join(root, 'photos');
  const measured: AccuracyMeasurement = {
    ...fakeAccuracy(join(run, 'checkpoints', 'a.safetensors'), 100, 6),
    folder: photos,
    unusable: [{ path: join(photos, 'fish', 'torn.jpg'), reason: 'torn' }],
  };
  await writeMeasurement(file, measured);
  const told = new ToldMeasurements(forPeople);
  assert.equal(told.find(measurementId(file)), undefined, 'before it was told of it');
  const shown = await told.read(file);
  assert.deepEqual([shown.id, shown.name, shown.run], [measurementId(file), 'accuracy.mfm.json', 'runs/pets']);
  const found = shown.measurement as AccuracyMeasurement;
  assert.equal(found.checkpoint, 'runs/pets/checkpoints/a.safetensors');
  assert.deepEqual([found.folder, found.unusable[0]!.path], ['photos', 'fish/torn.jpg']);
  assert.ok(!JSON.stringify(shown).includes(root), 'no path gets to the page');
  assert.ok(found.confusions.length <= 200 && found.confusions.every(({ label, answer }) => label !== answer));
  assert.equal(told.find(shown.id)!.found.checkpoint, measured.checkpoint);
  assert.equal(await told.read(file), shown, 'the same file is not read again');
  await writeMeasurement(file, { ...measured, top1: 12.5, device: 'another one' });
  const again = await told.read(file);
  assert.notEqual(again.version, shown.version);
  assert.equal((again.measurement as AccuracyMeasurement).top1, 12.5);
});

test('a file that is damaged, or gone, is told of with a sentence', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.mfm.json');
  const told = new ToldMeasurements(forPeople);
  const { id, message, measurement, version } = await told.read(file);
  assert.deepEqual([measurement, version], [undefined, '']);
  assert.match(message!, /a\.mfm\.json/);
  await writeFile(file, '{"kind": "accuracy"}');
  assert.match((await told.read(file)).message!, /damaged or no measurement/);
  assert.equal(told.find(id), undefined);
  await rm(file);
  await mkdir(file);
  assert.match((await told.read(file)).message!, /a\.mfm\.json/);
});

test('however a file is damaged, a page is told of it or of why not', async t => {
  const file = join(await temporaryFolder(t), 'a.mfm.json');
  const told = new ToldMeasurements(forPeople);
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed);
    const damaged = mutatedJson(fakeAccuracy('/a.safetensors', 3, 6), most => random.integer(most));
    await writeFile(file, JSON.stringify(damaged) ?? '');
    const { measurement, message } = await told.read(file);
    assert.ok(measurement !== undefined || /^.*a\.mfm\.json.*[.;]/.test(message!), message);
  }
});

test('what a page sends is taken in its form alone', () => {
  assert.deepEqual(idsOf({ others: ['a'] }, 'others'), ['a']);
  assert.equal(placeOf(3), 3);
  const right = [
    { kind: 'clean' },
    { kind: 'attack', name: 'PGD' },
    { kind: 'corruption', name: 'fog', severity: 5 },
    { kind: 'filter', pass: 'low', radius: 2.5 },
  ];
  assert.deepEqual(conditionsOf(right), right);
  for (const wrong of [
    'clean',
    [{ kind: 'fourier' }],
    [{ kind: 'attack', name: '../x' }],
    [{ kind: 'corruption', name: 'fog', severity: 6 }],
    [{ kind: 'corruption', name: 1, severity: 1 }],
    [{ kind: 'filter', pass: 'low', radius: Number.NaN }],
    [{ kind: 'filter', pass: 'band', radius: 2 }],
    [null],
    Array.from({ length: 33 }, () => ({ kind: 'clean' })),
  ])
    assert.throws(() => conditionsOf(wrong), TypeError, JSON.stringify(wrong));
  for (const wrong of [null, {}, { others: 'a' }, { others: [1] }])
    assert.throws(() => idsOf(wrong, 'others'), TypeError);
  for (const wrong of [-1, 0.5, '1', Number.NaN]) assert.throws(() => placeOf(wrong), TypeError);
});
