import assert from 'node:assert/strict';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointName } from '../../extension/engine/runs/checkpointFiles.js';
import { writeFakeCheckpoints, writeFakeRun } from '../support/fakeRun.js';
import { onNewestVscode } from '../support/vscodeStage.js';

const COUNT = 2000;

/** A finished run with as many checkpoints; all but the first are copies of it. */
async function writeRun(dir: string): Promise<void> {
  await writeFakeRun(dir, 480, 64);
  await writeFakeCheckpoints(dir, [12]);
  const checkpoints = join(dir, 'checkpoints');
  for (let epoch = 2; epoch <= COUNT; epoch++)
    await cp(join(checkpoints, checkpointName(1, 12)), join(checkpoints, checkpointName(epoch, 12 * epoch)));
}

onNewestVscode(
  'many checkpoints',
  async ({ folder }) => {
    await mkdir(join(folder, 'runs'));
    await writeRun(join(folder, 'runs/long'));
    assert.ok((await readdir(join(folder, 'runs/long/checkpoints'))).length >= COUNT);
    return {};
  },
  async ({ workbench, step }) => {
    await step(`a run with ${COUNT} checkpoints opens`, async t => {
      // The extension runs, because the workspace has a run.
      await workbench.statusItem.waitFor();
      const start = performance.now();
      await workbench.showSidebar('MFM');
      const run = workbench.row('runs/long');
      await run.waitFor();
      const shown = performance.now();
      await run.click();
      await workbench.row(`epoch ${COUNT} ·`).waitFor();
      const opened = performance.now();
      t.diagnostic(`sidebar in ${Math.round(shown - start)} ms, checkpoints in ${Math.round(opened - shown)} ms`);
      await workbench.screenshot('many-checkpoints');
    });
  },
);
