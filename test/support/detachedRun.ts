// A parent as the editor is one: forks an engine process, detached, starts the run of the request in the first argument
// in it, and says when it has begun. Then it waits to be killed.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processPort } from '../../extension/engine/runs/ports.js';
import { RpcClient } from '../../extension/protocol/rpc.js';
import type { PretrainRequest, WorkerApi } from '../../extension/protocol/workerApi.js';

const child = fork(fileURLToPath(new URL('../../extension/worker/main.js', import.meta.url)), {
  serialization: 'advanced',
  execArgv: [],
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  detached: true,
});
const engine = new RpcClient<WorkerApi>(processPort(child));
await engine.call('pretrain', JSON.parse(process.argv[2]!) as PretrainRequest);
process.send!(child.pid!);
