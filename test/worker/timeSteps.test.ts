import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { RemoteError } from '../../extension/protocol/rpc.js';
import { backends, tinyWorkspace } from '../cli/mfm.js';
import { forkEngine } from '../support/engineProcess.js';

for (const backend of backends) {
  test(`steps of a run are timed, and leave nothing behind (${backend})`, async t => {
    const { dir, config } = await tinyWorkspace(t);
    const { client } = forkEngine(t, { MFM_BACKEND: backend });
    const before = await readdir(dir, { recursive: true });
    const { begin, seconds } = await client.call('timeSteps', { config: { file: config } });
    assert.ok(seconds > 0 && Number.isFinite(seconds), String(seconds));
    assert.ok(begin >= 0 && Number.isFinite(begin), String(begin));
    assert.deepEqual(await readdir(dir, { recursive: true }), before);
  });
}

test('what keeps a run from starting keeps its steps from being timed, and whoever waits can give up', async t => {
  const { config } = await tinyWorkspace(t);
  const { client } = forkEngine(t);
  const few: [string, string][] = [['DATA.BATCH_SIZE', '999']];
  const refused = client.call('timeSteps', { config: { file: config, overrides: few } });
  await assert.rejects(refused, error => error instanceof RemoteError && /BATCH_SIZE/.test(error.message));
  const control = new AbortController();
  const given = client.call('timeSteps', { config: { file: config } }, { signal: control.signal });
  control.abort();
  await assert.rejects(given, { name: 'AbortError' });
});
