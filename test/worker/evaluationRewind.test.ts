import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { train } from '../../extension/engine/training/train.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { fishAndTools } from '../support/fishAndTools.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { trainToEnd } from '../support/tinyRun.js';

before(async () => useRuntime(await createWasmRuntime()));

test('a run that dies between an evaluation and its checkpoint is set back without it, and ends as one that did not', async t => {
  const config = await fishAndTools(t);
  const [whole, parts] = [await temporaryFolder(t), await temporaryFolder(t)];
  await trainToEnd({ config, output: whole, resume: true });

  const found = async (dir: string) => JSON.parse(await readFile(RunFolder.open(dir).evaluationFile, 'utf8'));
  await trainToEnd({ config, output: parts, resume: true, maxSteps: 4 });
  assert.equal((await found(parts)).step, 3);
  // Whoever stops listening ends the run without another checkpoint.
  for await (const event of train({ config, output: parts, resume: true })) if (event.type === 'metrics') break;
  assert.equal((await found(parts)).step, 6);
  await trainToEnd({ config, output: parts, resume: true, maxSteps: 5 });
  assert.equal(existsSync(RunFolder.open(parts).evaluationFile), false);
  await trainToEnd({ config, output: parts, resume: true });
  assert.deepEqual(await found(parts), await found(whole));
});
