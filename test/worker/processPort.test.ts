import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { processPort } from '../../extension/engine/runs/ports.js';
import { ClosedError, RpcClient } from '../../extension/protocol/rpc.js';
import type { AnsweringApi } from '../support/answeringProcess.js';

const answeringProcess = fileURLToPath(new URL('../support/answeringProcess.js', import.meta.url));

function forked(t: TestContext, execPath = process.execPath) {
  const child = fork(answeringProcess, { serialization: 'advanced', execPath });
  t.after(() => child.kill('SIGKILL'));
  return { child, client: new RpcClient<AnsweringApi>(processPort(child)) };
}

async function ended(child: ChildProcess): Promise<unknown[]> {
  return once(child, 'exit');
}

test('binary data and NaN cross as they are, also when the call is made before the process has started', async t => {
  const { client } = forked(t);
  const given = new Uint8Array(2_000_000).map((_, i) => i * 7);
  const answer = await client.call('bytes', { length: 300, given });
  assert.deepEqual(answer, { made: Uint8Array.from({ length: 300 }, (_, i) => i), given, nan: Number.NaN });
});

test('what cannot be sent is an error of the call', async t => {
  const { client } = forked(t);
  const given = (() => {}) as unknown as Uint8Array;
  await assert.rejects(client.call('bytes', { length: 1, given }), /could not be cloned/);
  assert.equal((await client.call('bytes', { length: 1, given: new Uint8Array() })).made.length, 1);
});

test('the last answer of a process that ends arrives', async t => {
  const { client, child } = forked(t);
  const exit = ended(child);
  assert.equal((await client.call('lastWords', 50_000)).length, 50_000);
  await client.closed;
  await exit;
});

test('a killed process ends the calls that it has not answered', async t => {
  const { client, child } = forked(t);
  const waiting = client.call('wait', undefined);
  await client.call('bytes', { length: 1, given: new Uint8Array() });
  child.kill('SIGKILL');
  await assert.rejects(waiting, ClosedError);
  await client.closed;
  await assert.rejects(client.call('wait', undefined), ClosedError);
  processPort(child).post('into the void');
});

test('closing the channel ends a process that lives for it', async t => {
  const { client, child } = forked(t);
  await client.call('bytes', { length: 1, given: new Uint8Array() });
  const exit = ended(child);
  client.close();
  assert.deepEqual(await exit, [0, null]);
});

test('a program that cannot be started counts as gone', async t => {
  const { client } = forked(t, '/nowhere/node');
  await assert.rejects(client.call('wait', undefined), ClosedError);
  await client.closed;
});
