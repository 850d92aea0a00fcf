import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { significant } from '../../../extension/engine/report/format.js';
import { backend } from '../../../extension/worker/compute.js';
import { reconstruct } from '../../../extension/worker/methods/reconstruct.js';
import { mfm } from '../../cli/mfm.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { userError } from '../../support/userError.js';
import { callContext, photos, pixelsOf, section, writeCheckpoint } from './sheetsCalls.js';

const image = `${photos}fish/fish1.jpg`;

test('losses and PSNR are those of mfm reconstruct, and the input is what it takes', async t => {
  const checkpoint = join(await temporaryFolder(t), 'c.safetensors');
  await backend();
  await writeCheckpoint(checkpoint, tinyConfig());
  const sheet = await reconstruct({ checkpoint, images: [image, '/nowhere/gone.png'] }, callContext());
  const rows = section(sheet, 'Results').tables![0]!.rows;
  assert.equal(rows.length, 2);
  for (const [i, kind] of ['low', 'high'].entries()) {
    const flags = ['--checkpoint', checkpoint, '--mask', kind, '--backend', 'wasm', '--json'];
    const { stdout, stderr } = await mfm('reconstruct', image, ...flags);
    assert.equal(stderr, '');
    const [{ loss, psnr }] = JSON.parse(stdout).images;
    assert.deepEqual(rows[i]!.slice(0, 3), ['fish1.jpg', `${kind}-pass, radius 3`, significant(loss)]);
    assert.equal(rows[i]![4], `${psnr.toFixed(2)} dB`);
  }
  assert.match(section(sheet, 'gone.png').problem!, /there is no such file/);
  const [low, high] = ['low', 'high'].map(kind => section(sheet, `fish1.jpg, ${kind}-pass, radius 3`));
  assert.deepEqual(
    low!.pictures!.map(({ label }) => label),
    ['Input', 'Corrupted', 'Prediction', 'Completed', 'Error'],
  );
  assert.deepEqual(await pixelsOf(low!, 'Input'), await pixelsOf(high!, 'Input'));
  assert.notDeepEqual(await pixelsOf(low!, 'Corrupted'), await pixelsOf(high!, 'Corrupted'));
});

test('one mask and another radius, where they are asked for', async t => {
  const checkpoint = join(await temporaryFolder(t), 'c.safetensors');
  await backend();
  await writeCheckpoint(checkpoint, tinyConfig());
  const request = { checkpoint, images: [image], mask: 'high' as const };
  const sheet = await reconstruct({ ...request, radius: [2, 5] }, callContext());
  assert.deepEqual(
    sheet.sections.map(({ heading }) => heading),
    ['Results', 'fish1.jpg, high-pass, ring 2 to 5'],
  );
  await assert.rejects(
    reconstruct({ ...request, radius: 8 }, callContext()),
    userError(/radius 8 does not fit a 16 x 16/),
  );
});
