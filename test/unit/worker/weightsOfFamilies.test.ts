import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors } from '../../../extension/engine/checkpoint/safetensors.js';
import { toFloat32 } from '../../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../../extension/engine/checkpoint/tensorFile.js';
import { parameterCount, tensorRows } from '../../../extension/engine/inspect/weights/checkpointTensors.js';
import { createModel } from '../../../extension/engine/models/model.js';
import { backend } from '../../../extension/worker/compute.js';
import { weights } from '../../../extension/worker/methods/weights.js';
import { smallConfigs } from '../../support/families.js';
import { swinCases, swinConfig } from '../../support/smallSwin.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { callContext, writeCheckpoint } from '../../support/workerCalls.js';

for (const [family, config, name, shape] of [
  ['ConvNeXt', smallConfigs.convnext(), 'encoder.stem.0.weight', [6, 3, 4, 4]],
  ['ResNet', smallConfigs.resnet(), 'encoder.conv1.weight', [8, 3, 7, 7]],
  ['Swin', smallConfigs.swin(), 'encoder.patch_embed.proj.weight', [12, 3, 4, 4]],
  ['ViT', smallConfigs.vit(), 'encoder.patch_embed.proj.weight', [16, 3, 4, 4]],
] as const) {
  test(`the first filters of a ${family} are shown, with their responses`, async t => {
    await backend();
    const file = join(await temporaryFolder(t), 'model.safetensors');
    await writeCheckpoint(file, config);
    const { filters } = await weights({ file }, callContext());
    assert.equal(filters!.name, name);
    assert.deepEqual([filters!.count, filters!.channels, filters!.height, filters!.width], shape);
    const { tensors } = await readSafetensors(file, [name]);
    assert.deepEqual(filters!.values, toFloat32(tensors.get(name)!));
    assert.equal(filters!.responses.length, filters!.count * filters!.height * filters!.width);
  });
}

test('the learned positions of a Swin transformer are a table of its grid', async t => {
  await backend();
  const file = join(await temporaryFolder(t), 'model.safetensors');
  await writeCheckpoint(file, swinConfig(swinCases['whole']!));
  const { positions } = await weights({ file }, callContext());
  assert.deepEqual(
    positions.map(({ name, rows, columns, width }) => [name, rows, columns, width]),
    [['encoder.absolute_pos_embed', 8, 8, 8]],
  );
});

test('statistics of batches are not counted among the parameters', async t => {
  await backend();
  const file = join(await temporaryFolder(t), 'model.safetensors');
  const config = smallConfigs.resnet();
  await writeCheckpoint(file, config);
  const rows = tensorRows(await openTensorFile(file));
  assert.ok(rows.some(({ name }) => name.endsWith('running_var')));
  assert.equal(parameterCount(rows), createModel(config).parameters.count());
});
