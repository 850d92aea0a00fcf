import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { servePage } from '../../../extension/host/panels/pageSession.js';
import { type Call, type Handlers, RpcClient } from '../../../extension/protocol/rpc.js';
import { FakeWebview } from '../../support/fakeWebview.js';

interface TestApi {
  double: Call<number, number>;
  values: Call<Record<string, never>, Float32Array>;
  fail: Call<Record<string, never>, never>;
  watch: Call<Record<string, never>, void, string>;
}

/** Answers, and the watches that go on. */
function api() {
  const watches: { progress(text: string): void; signal: AbortSignal }[] = [];
  const handlers: Handlers<TestApi> = {
    double: async value => 2 * value,
    values: async () => Float32Array.of(0.5, -0),
    fail: async () => {
      throw new RangeError('There is no such layer.');
    },
    watch: (_, context) => {
      watches.push(context);
      return new Promise(() => {});
    },
  };
  return { handlers, watches };
}

test('a page gets results, typed arrays as such, and errors', async () => {
  const fake = new FakeWebview();
  servePage<TestApi>(fake.webview, api().handlers);
  const client = new RpcClient<TestApi>(fake.load());
  assert.equal(await client.call('double', 21), 42);
  assert.deepEqual(await client.call('values', {}), Float32Array.of(0.5, -0));
  await assert.rejects(client.call('fail', {}), { name: 'RangeError', message: 'There is no such layer.' });
});

test('progress arrives, and giving up a call is told', async () => {
  const fake = new FakeWebview();
  const { handlers, watches } = api();
  servePage<TestApi>(fake.webview, handlers);
  const client = new RpcClient<TestApi>(fake.load());
  const seen: string[] = [];
  const controller = new AbortController();
  const watching = client.call('watch', {}, { signal: controller.signal, onProgress: text => seen.push(text) });
  watches[0]!.progress('step 1');
  await setImmediate();
  assert.deepEqual(seen, ['step 1']);
  controller.abort();
  await assert.rejects(watching, { name: 'AbortError' });
  assert.equal(watches[0]!.signal.aborted, true);
});

test('a page in the place of another: the calls of the first are cancelled, and it is told nothing more', async () => {
  const fake = new FakeWebview();
  const { handlers, watches } = api();
  servePage<TestApi>(fake.webview, handlers);
  const first = new RpcClient<TestApi>(fake.load());
  void first.call('watch', {});
  assert.equal(watches[0]!.signal.aborted, false);

  const second = new RpcClient<TestApi>(fake.load());
  assert.equal(watches[0]!.signal.aborted, true);
  const posted = fake.posted;
  // The new page counts its calls from the same number: an answer to the old page would be taken for one to it.
  watches[0]!.progress('late');
  await setImmediate();
  assert.equal(fake.posted, posted);
  assert.equal(await second.call('double', 4), 8);
});

test('the end of a panel ends its calls, and nobody listens any more', async () => {
  const fake = new FakeWebview();
  const { handlers, watches } = api();
  const session = servePage<TestApi>(fake.webview, handlers);
  void new RpcClient<TestApi>(fake.load()).call('watch', {});
  session.dispose();
  assert.equal(watches[0]!.signal.aborted, true);
  assert.equal(fake.listeners, 0);
});

test('messages of any other form are left alone', async () => {
  const fake = new FakeWebview();
  servePage<TestApi>(fake.webview, api().handlers);
  fake.send({ kind: 'call', id: 1, method: 'double', params: 1 });
  assert.equal(fake.posted, 0, 'before there is a page');
  const client = new RpcClient<TestApi>(fake.load());
  const junk = [null, undefined, 7, 'hello', [], {}, { kind: 'call' }, { kind: 'call', id: 'a', method: 'double' }];
  const more = [{ kind: 'call', id: 3, method: { name: 'double' } }, { kind: 'cancel' }, { kind: 'result', id: 1 }];
  for (const message of [...junk, ...more]) fake.send(message);
  await setImmediate();
  assert.equal(fake.posted, 0);
  assert.equal(await client.call('double', 5), 10);
});

test('only methods of the API can be called', async () => {
  const fake = new FakeWebview();
  servePage<TestApi>(fake.webview, api().handlers);
  const client = new RpcClient<Record<string, Call<unknown, unknown>>>(fake.load());
  for (const method of ['constructor', 'toString', '__proto__'])
    await assert.rejects(client.call(method, {}), /There is no call named/);
});
