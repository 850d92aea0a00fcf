import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { page } from '../../../extension/engine/report/report.js';
import { readRun } from '../../../extension/engine/report/runData.js';
import { listRuns } from '../../../extension/engine/runs/listRuns.js';
import { MetricsReader } from '../../../extension/engine/runs/metricsColumns.js';
import { RunFolder } from '../../../extension/engine/runs/runFolder.js';
import { isConfigFile } from '../../../extension/host/configs/documents/fileHead.js';
import { settingDifferences } from '../../../extension/host/runPage/settingDifferences.js';
import { tailOf } from '../../../extension/host/runs/logTail.js';
import { writeFakeRun } from '../../support/fakeRun.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';

/** Puts something in the place of a file that nobody should wait for. */
const kinds = {
  async pipe(t: TestContext, file: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'mfm-test-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink(pipe, file);
    t.after(async () => {
      // Should somebody wait for it after all, let it go, so that the test ends.
      closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
      await rm(folder, { recursive: true });
    });
  },
  device: (_: TestContext, file: string) => symlink('/dev/zero', file),
};
const files = ['run.json', 'metrics.jsonl', 'config.yaml', 'samples/step-000099.safetensors'];

for (const [kind, place] of Object.entries(kinds)) {
  for (const name of files) {
    test(`a ${kind} as ${name} is left out, and the report says so`, {
      skip: process.platform === 'win32',
      timeout: 60_000,
    }, async t => {
      const dir = await temporaryFolder(t);
      await writeFakeRun(dir, 3, 16);
      await mkdir(join(dir, 'samples'));
      await rm(join(dir, name), { force: true });
      await place(t, join(dir, name));
      assert.equal((await listRuns(dir)).length, 1);
      const report = await page(await readRun(dir));
      assert.ok(report.includes(`${join(dir, name)} is a pipe or a device`));
      if (name === 'config.yaml') {
        assert.equal(await isConfigFile(join(dir, name)), false);
        assert.deepEqual((await settingDifferences([{ dir, name: 'r' }])).unread, ['r']);
      }
    });
  }

  test(`a ${kind} is neither written to nor cut, and no lock`, {
    skip: process.platform === 'win32',
    timeout: 60_000,
  }, async t => {
    const dir = await temporaryFolder(t);
    const folder = RunFolder.open(dir);
    await place(t, folder.metricsFile);
    const refused = userError(/metrics\.jsonl is a pipe or a device/);
    assert.throws(() => folder.appendMetrics({ step: 1 }), refused);
    await assert.rejects(folder.truncateMetrics(1), refused);
    await assert.rejects(new MetricsReader(folder.metricsFile, []).update(), refused);
    await place(t, join(dir, 'log'));
    assert.equal(await tailOf(join(dir, 'log')), '');
    await place(t, join(dir, 'run.lock'));
    await (await folder.lock())();
    assert.equal(await folder.readState(), undefined);
  });
}
