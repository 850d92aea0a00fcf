import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeSafetensors } from '../../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor } from '../../../extension/engine/checkpoint/tensorData.js';
import { backend } from '../../../extension/worker/compute.js';
import { inspect } from '../../../extension/worker/methods/inspect.js';
import { lcg } from '../../support/lcg.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { userError } from '../../support/userError.js';
import { write } from '../dataFixtures.js';
import { section, writeCheckpoint } from './sheetsCalls.js';

test('a checkpoint: progress, config, tensors and first filters', async t => {
  const checkpoint = join(await temporaryFolder(t), 'epoch-0002-step-000006.safetensors');
  await backend();
  await writeCheckpoint(checkpoint, tinyConfig());
  const sheet = await inspect({ checkpoint });
  const overview = section(sheet, 'Overview');
  const facts = new Map(overview.tables![0]!.rows.map(([name, value]) => [name, value]));
  assert.equal(facts.get('Finished steps'), '6');
  assert.equal(facts.get('Mean loss of the last epoch'), '0.25');
  assert.equal(facts.get('Optimiser'), 'none');
  assert.equal(facts.get('Written'), '2026-03-01 09:04 UTC by mfm 0.1.0');
  assert.match(overview.texts![0]!.text, /EMBED_DIM: 16/);
  const rows = section(sheet, 'Model').tables![0]!.rows;
  const qkv = rows.find(([name]) => name === 'encoder.blocks.0.attn.qkv.weight');
  assert.deepEqual(qkv?.slice(1), ['F32', '[48, 16]', '768', '3.1 kB']);
  const [filters] = section(sheet, 'Patch embedding').pictures!;
  assert.equal(filters!.label, '16 filters');
  // 8 x 2 tiles of 4 pixels with one pixel between them.
  assert.deepEqual([filters!.width, filters!.height], [39, 9]);
});

test('another program’s safetensors file shows its tensors all the same', async t => {
  const file = join(await temporaryFolder(t), 'other.safetensors');
  await writeSafetensors(file, new Map([['w', float32Tensor([2, 3], lcg(6, 1))]]), { format: 'pt', note: '<b>' });
  const sheet = await inspect({ checkpoint: file });
  assert.match(section(sheet, 'Overview').problem!, /not an MFM checkpoint/);
  assert.match(section(sheet, 'Overview').texts![0]!.text, /note: <b>/);
  assert.deepEqual(section(sheet, 'Tensors').tables![0]!.rows, [['w', 'F32', '[2, 3]', '6', '24 B']]);
});

test('what is no safetensors file is refused with a sentence', async t => {
  const file = join(await temporaryFolder(t), 'x.safetensors');
  await write(file, 'no tensors at all');
  await assert.rejects(inspect({ checkpoint: file }), userError(/x\.safetensors/));
});
