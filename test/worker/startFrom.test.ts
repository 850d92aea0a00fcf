import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { eventText } from '../../extension/cli/progress/eventText.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { UserError } from '../../extension/engine/errors.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { StartEvent, StepEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

const official = `${root}test/golden/tiny_vit_mfm_ckpt.pth`;

onEachBackend('a run that starts from a checkpoint', use => {
  test("PRETRAINED: the encoder is the file's, the decoder is drawn, and run.json and report say so", async t => {
    await use();
    const config = tinyRunConfig();
    config.PRETRAINED = official;
    // Too small to move a parameter.
    Object.assign(config.TRAIN, { BASE_LR: 1e-30, WARMUP_LR: 0, MIN_LR: 0 });
    config.TRAIN.WEIGHT_DECAY = 0;
    const output = await temporaryFolder(t);
    const events = await trainToEnd({ config, output, resume: true, maxSteps: 1 });
    const start = events[0] as StartEvent;
    assert.equal(start.pretrained?.file, official);
    assert.equal(start.pretrained.report.loaded.length, 32);
    assert.deepEqual(start.pretrained.report.unexpected, ['model.decoder.0.weight', 'model.decoder.0.bias']);
    assert.match(
      eventText(start, start.metrics),
      /a ViT with 2 blocks of width 16, .*; 32 tensors loaded\n +not used: model\.decoder/,
    );
    const run = RunFolder.open(output);
    const { tensors } = await loadCheckpoint((await run.latest())!);
    const file = await openTensorFile(official);
    for (const name of ['encoder.pos_embed', 'encoder.blocks.1.mlp.fc2.weight', 'encoder.norm.bias']) {
      assert.deepEqual(tensors.get(name)!.data, (await file.read(`model.${name}`)).data, name);
    }
    assert.notDeepEqual(tensors.get('decoder.0.weight')!.data, (await file.read('model.decoder.0.weight')).data);
    assert.equal((await run.readState())?.start?.pretrained?.report.loaded.length, 32);

    // What is continued started there, too.
    const resumed = (await trainToEnd({ config, output, resume: true, maxSteps: 2 }))[0] as StartEvent;
    assert.match(resumed.resumedFrom!, /step-000001/);
    assert.deepEqual(resumed.pretrained, start.pretrained);
    assert.match(await readFile(run.reportFile, 'utf8'), /32 tensors loaded/);
  });

  test('MODEL.RESUME: an official .pth goes on after its epoch, with the rate of the config', async t => {
    await use();
    const config = tinyRunConfig();
    config.MODEL.RESUME = official;
    const output = await temporaryFolder(t);
    const events = await trainToEnd({ config, output, resume: true });
    const start = events[0] as StartEvent;
    assert.deepEqual([start.resumedFrom, start.step], [official, 3]);
    const steps = events.filter((event): event is StepEvent => event.type === 'step');
    assert.deepEqual(
      steps.map(({ epoch, step }) => [epoch, step]),
      [4, 5, 6].map(step => [1, step]),
    );
    const { meta } = await loadCheckpoint((await RunFolder.open(output).latest())!);
    // One update is in the file, and the three of this epoch come after it.
    assert.deepEqual([meta.epoch, meta.step, meta.updates], [2, 6, 4]);
  });

  test('what cannot be continued or started from is said before anything is written', async t => {
    await use();
    const config = tinyRunConfig();
    config.MODEL.RESUME = official;
    config.MODEL.VIT.EMBED_DIM = 32;
    const output = await temporaryFolder(t);
    const run = trainToEnd({ config, output, resume: true });
    await assert.rejects(run, (error: unknown) => error instanceof UserError && /another model/.test(error.message));
    config.MODEL.RESUME = '';
    config.PRETRAINED = `${root}package.json`;
    await assert.rejects(trainToEnd({ config, output, resume: true }), /package\.json is no file of PyTorch/);
    assert.equal(await RunFolder.open(output).latest(), undefined);
  });
});
