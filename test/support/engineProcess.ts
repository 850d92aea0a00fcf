import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listRuns, type RunSummary } from '../../extension/engine/runs/listRuns.js';
import { processPort, socketPort } from '../../extension/engine/runs/ports.js';
import { RpcClient } from '../../extension/protocol/rpc.js';
import type { RunApi, RunSnapshot } from '../../extension/protocol/runApi.js';
import type { WorkerApi } from '../../extension/protocol/workerApi.js';

const main = fileURLToPath(new URL('../../extension/worker/main.js', import.meta.url));

/** An engine process, killed after the test if it still lives. `environment` adds to this process's. */
export function forkEngine(t: Pick<TestContext, 'after'>, environment: NodeJS.ProcessEnv = { MFM_BACKEND: 'wasm' }) {
  const child = fork(main, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout!.resume();
  t.after(() => endNow(child));
  return { child, ended, client: new RpcClient<WorkerApi>(processPort(child)), stderr: () => stderr };
}

/** The control of the run in `dir`, as its run.json names it. */
export async function attach(t: Pick<TestContext, 'after'>, dir: string): Promise<RpcClient<RunApi>> {
  const { control } = await stateOf(dir);
  if (!control) throw new Error(`${dir} names no control.`);
  const socket = connect(control);
  await once(socket, 'connect');
  const client = new RpcClient<RunApi>(socketPort(socket));
  t.after(() => client.close());
  return client;
}

/** Watches a run until a snapshot satisfies `wanted`, and resolves to that. */
export async function until(run: RpcClient<RunApi>, wanted: (snapshot: RunSnapshot) => boolean): Promise<RunSnapshot> {
  const controller = new AbortController();
  let found: RunSnapshot | undefined;
  const onProgress = (snapshot: RunSnapshot) => {
    if (found || !wanted(snapshot)) return;
    found = snapshot;
    controller.abort();
  };
  await run.call('watch', {}, { signal: controller.signal, onProgress }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  if (!found) throw new Error('The run ended before that.');
  return found;
}

/** What a list of runs says of the one in `dir`. */
export async function stateOf(dir: string): Promise<RunSummary> {
  const [run] = await listRuns(dir);
  if (!run) throw new Error(`${dir} holds no run.`);
  return run;
}

/** Resolves when the process with this number, which need not be a child, has ended. */
export async function gone(pid: number): Promise<void> {
  while (isThere(pid)) await new Promise(resolve => setTimeout(resolve, 20));
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function endNow(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
