import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { eventText } from '../../extension/cli/progress/eventText.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { train } from '../../extension/engine/training/train.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import type { RunEvent } from '../../extension/protocol/events.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { userError } from '../support/userError.js';

before(async () => useRuntime(await createWasmRuntime()));

const warningsOf = (events: RunEvent[]) => events.filter(e => e.type === 'warning').map(e => eventText(e, []));

test('samples and a report that cannot be written cost a warning each, and no run', async t => {
  const run = RunFolder.open(await temporaryFolder(t));
  await writeFile(run.samplesDir, 'a file in the way');
  await mkdir(run.reportFile);
  const events = await trainToEnd({ config: tinyRunConfig(), output: run.dir, resume: true });
  const [samples, report, ...others] = warningsOf(events);
  assert.match(samples!, /^Warning: Samples are missing: Cannot write .*samples.*step-000000\.safetensors: .*\.$/);
  assert.match(report!, /^Warning: The run is complete without its report: Cannot write .*report\.html: .*\.$/);
  assert.deepEqual(others, []);
  assert.deepEqual(events.at(-1), {
    type: 'end',
    reason: 'finished',
    run: run.dir,
    step: 6,
    skipped: [],
    report: undefined,
  });
  const state = await run.readState();
  assert.equal(state?.state, 'finished');
  assert.match(state.warning!, /^Samples are missing: /);
  assert.equal((await run.checkpoints()).at(-1)!.step, 6);
});

test('an interim checkpoint that cannot be written is a warning; one that the config asks for is not', async t => {
  const run = RunFolder.open(await temporaryFolder(t));
  const events: RunEvent[] = [];
  for await (const event of train({ config: tinyRunConfig(), output: run.dir, resume: true, interimSeconds: 0 })) {
    events.push(event);
    if (event.type === 'start') await writeFile(run.checkpointsDir, 'a file in the way');
    if (event.type === 'step' && event.step === 3) await rm(run.checkpointsDir);
  }
  const warnings = warningsOf(events);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /: A checkpoint between those of the config is missing: Cannot save .*step-000001/);
  assert.deepEqual(
    (await run.checkpoints()).map(c => c.step),
    [3, 6],
  );

  const refused = RunFolder.open(await temporaryFolder(t));
  const failed = async () => {
    for await (const event of train({ config: tinyRunConfig(), output: refused.dir, resume: true })) {
      if (event.type === 'start') await writeFile(refused.checkpointsDir, 'a file in the way');
    }
  };
  await assert.rejects(failed(), userError(/Cannot save .*step-000003/));
});
