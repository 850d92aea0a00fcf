import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../extension/engine/config/load.js';
import { timedBatch } from '../../extension/engine/training/timeSteps.js';
import { root } from '../support/root.js';

const preset = (name: string) => loadConfig(`${root}examples/configs/${name}.yaml`);

test('small models are timed with the whole batch, large ones with a part of it, which is even and never nothing', async () => {
  const demo = await preset('demo');
  assert.equal(timedBatch(demo), demo.DATA.BATCH_SIZE);
  const base = await preset('vit_base');
  base.DATA.BATCH_SIZE = 128;
  assert.equal(timedBatch(base), 2);
  const tiny = await preset('vit_tiny');
  tiny.DATA.BATCH_SIZE = 128;
  const part = timedBatch(tiny);
  assert.ok(part > 2 && part < 128 && part % 2 === 0, String(part));
});
