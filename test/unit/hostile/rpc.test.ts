import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../../extension/engine/errors.js';
import { socketPort } from '../../../extension/engine/runs/ports.js';
import type { Call, Handlers } from '../../../extension/protocol/rpc.js';
import { serve } from '../../../extension/protocol/rpc.js';
import { anyBytes, type Draw } from '../../support/mutate.js';
import { mutatedJson } from '../../support/mutateJson.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

interface Served {
  stop: Call<{ save: boolean }, boolean>;
  watch: Call<unknown, void, number>;
  fail: Call<unknown, void>;
}

const handlers: Handlers<Served> = {
  stop: async ({ save }) => save,
  watch: (_, { signal, progress }) =>
    new Promise(resolve => {
      progress(1);
      signal.addEventListener('abort', () => resolve());
    }),
  fail: () => Promise.reject(null),
};

const methods = ['stop', 'watch', 'fail', '__proto__', 'constructor', 'toString'];
const last = { kind: 'call', id: 'last', method: 'stop', params: { save: true } };

/** A line that was a message, changed as a whole or in its bytes. */
function hostileLine(draw: Draw): Buffer {
  const call = { kind: 'call', id: draw(3), method: methods[draw(methods.length)], params: { save: true } };
  const message = draw(4) === 0 ? { kind: 'cancel', id: draw(3) } : call;
  if (draw(10) > 0) return Buffer.from(JSON.stringify(mutatedJson(message, draw)));
  return anyBytes(Buffer.from(JSON.stringify(message)), draw);
}

test('hostile lines on a socket are answered, or end the connection; the server goes on', async t => {
  const server = createServer(socket => serve<Served>(socketPort(socket), handlers));
  const address = join(await temporaryFolder(t), 's');
  server.listen(address);
  await once(server, 'listening');
  t.after(() => server.close());
  await survive(t, 750, async draw => {
    const socket = connect(address).on('error', () => {});
    for (let i = 0; i < 5; i++) socket.write(Buffer.concat([hostileLine(draw), Buffer.from('\n')]));
    socket.write(`${JSON.stringify(last)}\n`);
    let text = '';
    socket.setEncoding('utf8').on('data', more => {
      text += more;
      if (/"id":"last".*\n$/.test(text)) socket.destroy();
    });
    await once(socket, 'close');
    const answers = text
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as Record<string, unknown>);
    for (const { kind } of answers) assert.ok(['result', 'error', 'progress'].includes(String(kind)), text);
    const answered = answers.find(({ id }) => id === last.id);
    if (answered) assert.deepEqual(answered, { kind: 'result', id: last.id, value: true });
    else throw new UserError('The connection was closed.');
  });
});
