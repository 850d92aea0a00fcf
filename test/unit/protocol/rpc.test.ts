import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { UserError } from '../../../extension/engine/errors.js';
import type { Call, Handlers } from '../../../extension/protocol/rpc.js';
import { ClosedError, RemoteError, RpcClient, serve } from '../../../extension/protocol/rpc.js';
import { portPair } from '../../support/portPair.js';

interface TestApi {
  add: Call<[number, number], number>;
  fail: Call<unknown, void>;
  count: Call<{ to: number }, string, number>;
  forever: Call<string, void>;
  function: Call<string, unknown>;
}

/** A client and a server with what the handler of `forever` noticed. */
function connect(t: TestContext, changes: Partial<Handlers<TestApi>> = {}) {
  const [near, far] = portPair();
  const aborted: string[] = [];
  const closed = new Promise<void>(resolve => {
    const handlers: Handlers<TestApi> = {
      add: async ([a, b]) => a + b,
      fail: async () => {
        throw new UserError('The file is gone; name another.');
      },
      async count({ to }, { progress }) {
        for (let i = 1; i <= to; i++) progress(i);
        return 'counted';
      },
      forever: (name, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(name);
            reject(new Error('aborted'));
          });
        }),
      function: async () => () => {},
      ...changes,
    };
    serve<TestApi>(far, handlers, resolve);
  });
  const client = new RpcClient<TestApi>(near);
  t.after(() => client.close());
  return { client, aborted, closed, far };
}

test('calls are answered, several at once and each with its own answer', async t => {
  const answers: (() => void)[] = [];
  const { client } = connect(t, {
    // The later the call, the earlier its answer.
    add: ([a, b]) =>
      new Promise(resolve => {
        answers.unshift(() => resolve(a + b));
        if (answers.length === 20) for (const answer of answers) answer();
      }),
  });
  const calls = Array.from({ length: 20 }, (_, i) => client.call('add', [i, 100]));
  assert.deepEqual(
    await Promise.all(calls),
    Array.from({ length: 20 }, (_, i) => i + 100),
  );
});

test('an error comes with its name, its sentence and its stack', async t => {
  const { client } = connect(t);
  await assert.rejects(client.call('fail', undefined), error => {
    assert.ok(error instanceof RemoteError);
    assert.equal(error.name, 'UserError');
    assert.equal(error.message, 'The file is gone; name another.');
    assert.match(error.remoteStack!, /rpc\.test/);
    return true;
  });
});

for (const [what, thrown, message] of [
  ['a text', 'out of order', 'out of order'],
  ['nothing', undefined, 'undefined'],
  ['an object without a text', Object.create(null), 'An unknown error.'],
] as const) {
  test(`a handler may throw ${what}`, async t => {
    const fail = () => Promise.reject(thrown);
    const { client } = connect(t, { fail });
    await assert.rejects(client.call('fail', undefined), { name: 'Error', message });
    assert.equal(await client.call('add', [1, 2]), 3);
  });
}

test('a handler that throws at once, and an answer that cannot be sent, are errors too', async t => {
  const fail = () => {
    throw new RangeError('too far');
  };
  const { client } = connect(t, { fail });
  await assert.rejects(client.call('fail', undefined), { name: 'RangeError', message: 'too far' });
  await assert.rejects(client.call('function', ''), { name: 'DataCloneError' });
});

test('a method that is not in the table is refused, inherited ones included', async t => {
  const { client } = connect(t);
  for (const method of ['remove', 'toString', '__proto__', 'constructor']) {
    await assert.rejects(client.call(method as 'add', [1, 2]), { message: `There is no call named ${method}.` });
  }
});

test('progress arrives in order, before the result, and only at its own call', async t => {
  const { client } = connect(t);
  const [first, second]: number[][] = [[], []];
  const results = await Promise.all([
    client.call('count', { to: 3 }, { onProgress: n => first!.push(n) }),
    client.call('count', { to: 5 }, { onProgress: n => second!.push(n) }),
  ]);
  assert.deepEqual(results, ['counted', 'counted']);
  assert.deepEqual(first, [1, 2, 3]);
  assert.deepEqual(second, [1, 2, 3, 4, 5]);
});

test('aborting rejects with the reason at once and reaches the handler of that call alone', async t => {
  const { client, aborted } = connect(t);
  const controller = new AbortController();
  const given = client.call('forever', 'given up', { signal: controller.signal });
  const other = client.call('forever', 'other').catch((error: Error) => error.name);
  const reason = new Error('changed my mind');
  controller.abort(reason);
  await assert.rejects(given, reason);
  assert.equal(await client.call('add', [1, 1]), 2);
  assert.deepEqual(aborted, ['given up']);
  client.close();
  assert.equal(await other, 'ClosedError');
});

test('a call with an aborted signal is not sent', async t => {
  let called = false;
  const { client } = connect(t, {
    add: async () => {
      called = true;
      return 0;
    },
  });
  await assert.rejects(client.call('add', [1, 2], { signal: AbortSignal.abort() }), { name: 'AbortError' });
  await client.call('count', { to: 0 });
  assert.equal(called, false);
});

test('closing rejects what is pending and what comes later, and cancels it on the other side', async t => {
  const { client, aborted, closed } = connect(t);
  const pending = client.call('forever', 'pending');
  // Until it has arrived there.
  await client.call('add', [0, 0]);
  client.close();
  await assert.rejects(pending, ClosedError);
  await assert.rejects(client.call('add', [1, 2]), ClosedError);
  await client.closed;
  await closed;
  assert.deepEqual(aborted, ['pending']);
});

test('a call with the number of one that is still going is not begun; all that was begun ends with the connection', async () => {
  const [near, far] = portPair();
  const going = new Set<string>();
  const closed = new Promise<void>(resolve => {
    const forever = (name: string, { signal }: { signal: AbortSignal }) => {
      going.add(name);
      return new Promise<void>(end =>
        signal.addEventListener('abort', () => {
          going.delete(name);
          end();
        }),
      );
    };
    serve<Pick<TestApi, 'forever'>>(far, { forever }, resolve);
  });
  for (const [id, name] of [
    [1, 'first'],
    [1, 'again'],
    [2, 'other'],
  ] as const) {
    near.post({ kind: 'call', id, method: 'forever', params: name });
  }
  await new Promise(resolve => setImmediate(resolve));
  assert.deepEqual([...going], ['first', 'other']);
  near.close();
  await closed;
  assert.deepEqual([...going], []);
});

test('a peer that goes away rejects what is pending', async t => {
  const { client, far } = connect(t);
  const pending = client.call('forever', 'x');
  far.close();
  await assert.rejects(pending, ClosedError);
  await client.closed;
});
