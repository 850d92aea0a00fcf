import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { mfm, tinyWorkspace } from '../cli/mfm.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { resultsOf } from '../support/runResults.js';
import { stepRecords } from '../support/stepRecords.js';

const dieAt = new URL('../support/dieAt.js', import.meta.url).href;

/** Where in a whole run, as a share of its changes of the file system, each process of a sequence dies. */
const SEQUENCES = {
  before: [0.004, 0.06, 0.31, 0.47],
  after: [0.002, 0.013, 0.2, 0.72],
  torn: [0.008, 0.11, 0.39, 0.55],
};

/** What must hold of a folder whenever its run dies: everything that has its name is whole. */
async function assertSound(dir: string): Promise<void> {
  const run = RunFolder.open(dir);
  for (const { file } of await run.checkpoints()) await loadCheckpoint(file);
  const text = await readFile(run.stateFile, 'utf8').catch(() => '{}');
  assert.doesNotThrow(() => JSON.parse(text), `run.json is cut: ${text}`);
  const steps = (await stepRecords(dir)).map(({ step }) => step);
  assert.deepEqual(
    steps,
    steps.map((_, i) => i + 1),
  );
}

test('wherever a run dies, and however often, it ends as one that did not, and leaves nothing behind', async t => {
  const { dir, config } = await tinyWorkspace(t);
  const temporary = join(dir, 'tmp');
  await mkdir(temporary);
  const environment = { TMPDIR: temporary, NODE_OPTIONS: `--import ${dieAt}` };
  const train = (run: string, env: NodeJS.ProcessEnv) => {
    const settings = ['TRAIN.EPOCHS', '3', 'SAMPLES.FREQ', '1', 'KEEP_LAST', '1'];
    return mfm.with({ ...environment, ...env })(
      'pretrain',
      config,
      '--output',
      run,
      '--backend',
      'wasm',
      '--json',
      ...settings,
    );
  };
  const [whole, counted] = [join(dir, 'whole'), join(dir, 'changes')];
  const uninterrupted = await train(whole, { MFM_TEST_CHANGES: counted });
  assert.equal(uninterrupted.code, 0, uninterrupted.stderr);
  const changes = Number(await readFile(counted, 'utf8'));
  const expected = await resultsOf(whole);

  let died = 0;
  for (const [how, shares] of Object.entries(SEQUENCES)) {
    const run = join(dir, how);
    for (const share of shares) {
      const at = Math.ceil(share * changes);
      const { signal, code, stderr } = await train(run, { MFM_TEST_DIE_AT: String(at), MFM_TEST_DIE_HOW: how });
      if (signal === 'SIGKILL') died++;
      else assert.equal(code, 0, `${how} change ${at}: ${stderr}`);
      await assertSound(run);
    }
    const resumed = await train(run, {});
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(await resultsOf(run), expected, how);
    assert.deepEqual(await readdir(temporary), [], 'sockets of dead processes are left');
  }
  assert.ok(died >= 10, `only ${died} died`);
});
