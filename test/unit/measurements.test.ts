import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readMeasurement, writeMeasurement } from '../../extension/engine/measurements/measurementFile.js';
import { listMeasurements, measurementName, measurementPlace } from '../../extension/engine/measurements/place.js';
import type { Measurement } from '../../extension/protocol/measurement.js';
import { measurements } from '../support/measurements.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';

test('what is written is read again, of every kind', async t => {
  const folder = await temporaryFolder(t);
  for (const measurement of measurements(join(folder, 'run/checkpoints/epoch-0001.safetensors'))) {
    const file = join(folder, `run/measurements/${measurement.kind}.mfm.json`);
    await writeMeasurement(file, measurement);
    assert.deepEqual(await readMeasurement(file), measurement);
  }
});

test('a run can be moved: its checkpoint is named from the file on, any other by its whole path', async t => {
  const folder = await temporaryFolder(t);
  const [near] = measurements(join(folder, 'run/checkpoints/one.safetensors'));
  await writeMeasurement(join(folder, 'run/measurements/near.mfm.json'), near!);
  const [far] = measurements(join(folder, 'other/two.safetensors'));
  await writeMeasurement(join(folder, 'run/measurements/far.mfm.json'), far!);
  await rename(join(folder, 'run'), join(folder, 'moved'));
  const read = (name: string) => readMeasurement(join(folder, 'moved/measurements', name));
  assert.equal((await read('near.mfm.json')).checkpoint, join(folder, 'moved/checkpoints/one.safetensors'));
  assert.equal((await read('far.mfm.json')).checkpoint, join(folder, 'other/two.safetensors'));
});

test('a file of something else is one sentence', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'one.mfm.json');
  await assert.rejects(readMeasurement(file), userError(/one\.mfm\.json/));
  for (const measurement of measurements(join(folder, 'a.safetensors'))) {
    await writeMeasurement(file, measurement);
    const text = await readFile(file, 'utf8');
    const written = JSON.parse(text);
    const damaged = [
      text.slice(0, -9),
      JSON.stringify({ ...written, kind: 'other' }),
      JSON.stringify({ ...written, checkpoint: 7 }),
      JSON.stringify({ ...written, unusable: [{ path: 'a' }] }),
      JSON.stringify({ ...written, classes: 'a', rows: [{ kind: 'clean' }] }),
      JSON.stringify([written]),
    ];
    for (const wrong of damaged) {
      await writeFile(file, wrong);
      await assert.rejects(readMeasurement(file), userError(/is damaged or no measurement of mfm/), wrong);
    }
  }
});

test('a confusion of classes that are not there, or a pair that comes twice, is damage', async t => {
  const file = join(await temporaryFolder(t), 'one.mfm.json');
  const [accuracy] = measurements('/a.safetensors');
  const pair = { label: 1, answer: 0, count: 1, images: [] };
  for (const confusions of [[{ ...pair, label: 2 }], [pair, { ...pair, count: 2 }]]) {
    await writeMeasurement(file, { ...accuracy!, confusions } as Measurement);
    await assert.rejects(readMeasurement(file), userError(/is damaged/));
  }
});

test('they lie in the run of their checkpoint, and are listed by their time', async t => {
  const run = await temporaryFolder(t);
  const [accuracy, probe] = measurements(join(run, 'checkpoints/epoch-0002-step-000010.safetensors'));
  const first = measurementPlace(probe!, new Date(2026, 2, 1, 9, 5, 7));
  const second = measurementPlace(accuracy!, new Date(2026, 2, 1, 9, 5, 8));
  assert.equal(first, join(run, 'measurements/probe-epoch-0002-step-000010-2026-03-01-090507.mfm.json'));
  assert.deepEqual(await listMeasurements(run), []);
  await writeMeasurement(second, accuracy!);
  await writeMeasurement(first, probe!);
  await mkdir(join(run, 'measurements/folder.mfm.json'));
  await cp(first, join(run, 'measurements/notes.txt'));
  assert.deepEqual(await listMeasurements(run), [first, second]);
  assert.deepEqual(measurementName(first), { kind: 'probe', of: 'epoch-0002-step-000010', time: '2026-03-01 09:05' });
  assert.deepEqual(measurementName('/any/mine.mfm.json'), { of: 'mine' });
  const [alone] = measurements('/files/vit_base.pth');
  assert.match(measurementPlace(alone!, new Date(0)), /^\/files\/measurements\/accuracy-vit_base-/);
});
