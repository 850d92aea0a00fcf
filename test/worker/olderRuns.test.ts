import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { loadConfig } from '../../extension/engine/config/load.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { trainToEnd } from '../support/tinyRun.js';

/**
 * `fixtures/beforeMethods` is a run that the program of the time before methods, named fields and described metrics began on
 * examples/photos/fish and was stopped in after 7 of 12 steps, in the middle of an accumulation; `expected.json` is what that program
 * made of it when it continued it: the hash of the last checkpoint's tensors, best.json, and the values of all steps.
 */
interface Expected {
  sha256: string;
  best: string;
  steps: [step: number, loss: number, gradNorm: number, lr: number][];
}

before(async () => useRuntime(await createWasmRuntime()));

test('a run that an older version began is continued to the same bytes', async t => {
  const fixture = join(root, 'test/worker/fixtures/beforeMethods');
  const expected = JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8')) as Expected;
  const output = join(await temporaryFolder(t), 'run');
  await cp(fixture, output, { recursive: true });
  const config = await loadConfig(join(output, 'config.yaml'), [
    ['DATA.DATA_PATH', join(root, 'examples/photos/fish')],
  ]);
  await trainToEnd({ config, output, resume: true });
  const run = RunFolder.open(output);
  const lines = (await readFile(join(output, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  assert.deepEqual(
    lines
      .map(line => JSON.parse(line))
      .filter(({ type }) => type === 'step')
      .map(({ step, loss, gradNorm, lr }) => [step, loss, gradNorm, lr]),
    expected.steps,
  );
  const bytes = await readFile((await run.latest())!);
  const header = Number(bytes.readBigUInt64LE(0));
  assert.equal(
    createHash('sha256')
      .update(bytes.subarray(8 + header))
      .digest('hex'),
    expected.sha256,
  );
  assert.equal(await readFile(join(output, 'checkpoints/best.json'), 'utf8'), expected.best);
});
