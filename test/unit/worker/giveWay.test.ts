import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const script = new URL('../../../extension/worker/giveWay.js', import.meta.url).href;

/** The priority of a process that was started with `before` and then gave way. */
async function after(before: number): Promise<number> {
  const code = `import os from 'node:os';
    os.setPriority(${before});
    // Nobody may raise it from here on, as for anybody but root.
    const { setPriority } = os;
    os.setPriority = wanted => {
      if (wanted < ${before}) throw new Error('EACCES');
      setPriority(wanted);
    };
    (await import('node:module')).syncBuiltinESMExports();
    const { giveWay } = await import('${script}');
    giveWay();
    console.log(os.getPriority());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  return Number(stdout);
}

test('a process gives way to pages, and one of a lower priority stays as it is', async () => {
  assert.equal(await after(0), 10);
  assert.equal(await after(15), 15);
});
