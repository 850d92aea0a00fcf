import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { socketPort } from '../../../extension/engine/runs/ports.js';
import { type Call, RpcClient, serve } from '../../../extension/protocol/rpc.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

interface EchoApi {
  echo: Call<{ text: string }, string, number>;
  length: Call<string, number>;
}

/** A server on a socket of its own, and how many of its connections are open. */
async function echoServer(t: TestContext) {
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket);
    const handlers = {
      echo: async ({ text }: { text: string }) => text,
      length: async (text: string) => text.length,
    };
    serve<EchoApi>(socketPort(socket), handlers, () => open.delete(socket));
  });
  const address = join(await temporaryFolder(t), 's');
  server.listen(address);
  await once(server, 'listening');
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { address, open };
}

async function connected(address: string): Promise<Socket> {
  const socket = connect(address);
  await once(socket, 'connect');
  return socket;
}

test('calls go over a socket, whatever their text holds', async t => {
  const { address } = await echoServer(t);
  const client = new RpcClient<EchoApi>(socketPort(await connected(address)));
  for (const text of ['plain', 'two\nlines\r\n', 'größe, 画像, 🐟', '\u2028', '']) {
    assert.equal(await client.call('echo', { text }), text);
  }
  const long = '🐟'.repeat(200_000);
  assert.equal(await client.call('length', long), long.length);
  client.close();
  await client.closed;
});

const hostile: [string, string | Buffer][] = [
  ['no JSON', 'GET / HTTP/1.1\r\n\r\n'],
  ['half an object', '{"kind": "call"\n'],
  ['a number', '5\n'],
  ['null', 'null\n'],
  ['an empty line', '\n'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
  ['a line without an end', 'x'.repeat(2 ** 21)],
];
for (const [what, bytes] of hostile) {
  test(`${what} ends the connection and nothing else`, async t => {
    const { address, open } = await echoServer(t);
    const good = new RpcClient<EchoApi>(socketPort(await connected(address)));
    const bad = await connected(address);
    const closed = new Promise(resolve => bad.on('error', () => {}).on('close', resolve));
    bad.write(bytes);
    bad.resume();
    await closed;
    assert.equal(await good.call('echo', { text: 'still here' }), 'still here');
    assert.equal(open.size, 1);
    good.close();
  });
}

test('objects that are no calls are passed over or answered with an error', async t => {
  const { address } = await echoServer(t);
  const socket = await connected(address);
  const messages = [
    {},
    [],
    { kind: 'cancel', id: 9 },
    { kind: 'result', id: 0 },
    { kind: 'call', id: 1, method: { toString: 1 } },
    { kind: 'call', id: 2, method: 'echo' },
    { kind: 'call', id: 3, method: 'echo', params: { text: 'fine' } },
  ];
  socket.write(messages.map(message => `${JSON.stringify(message)}\n`).join(''));
  const answers = new Map<number, Record<string, unknown>>();
  let rest = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const answer = JSON.parse(line) as { id: number };
      answers.set(answer.id, answer);
    }
    if (answers.size === 3) break;
  }
  assert.deepEqual(
    [1, 2, 3].map(id => answers.get(id)!['kind']),
    ['error', 'error', 'result'],
  );
  assert.equal(answers.get(3)!['value'], 'fine');
});

test('a peer that does not read is dropped instead of filling the memory', async t => {
  const { address, open } = await echoServer(t);
  const socket = await connected(address);
  socket.on('error', () => {});
  const line = `${JSON.stringify({ kind: 'call', id: 1, method: 'echo', params: { text: 'x'.repeat(500_000) } })}\n`;
  for (let i = 0; i < 40; i++) socket.write(line);
  // Nothing of this socket is read; only its end is noticed.
  while (open.size > 0) await new Promise(resolve => setTimeout(resolve, 5));
  socket.destroy();
});

test('posting to a closed socket is no error', async t => {
  const { address } = await echoServer(t);
  const socket = await connected(address);
  const port = socketPort(socket);
  socket.destroy();
  port.post({ kind: 'call' });
  port.close();
  await once(socket, 'close');
  port.post({ kind: 'call' });
  // Listening to it tells of the end, too.
  await new Promise<void>(resolve => port.listen(() => {}, resolve));
});
