import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processPort } from '../../engine/runs/ports.js';
import { RpcClient } from '../../protocol/rpc.js';
import type { WorkerApi } from '../../protocol/workerApi.js';
import { engineDidNotStart } from '../common/errors.js';
import { settings } from '../common/settings.js';
import { requireTrust } from '../common/trust.js';

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface WorkerProcess {
  child: ChildProcess;
  client: RpcClient<WorkerApi>;
  /** Settles once, when the process has ended; rejects with a UserError when it never started. */
  stopped: Promise<Exit>;
}

export interface ForkOptions {
  /** The process outlives this one; its output goes to the file. */
  detached?: { logFile: string };
}

/**
 * Starts an engine process with the settings of the moment.
 *
 * @throws UntrustedError in a workspace that is not trusted, whoever asks
 */
export function forkWorker({ detached }: ForkOptions = {}): WorkerProcess {
  requireTrust();
  const output = detached ? openLog(detached.logFile) : 'pipe';
  const node = settings.nodePath() || process.execPath;
  const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), [], {
    execPath: node,
    // The extension host's own flags, such as --inspect, are not for this process.
    execArgv: [],
    serialization: 'advanced',
    detached: detached !== undefined,
    stdio: ['ignore', output, output, 'ipc'],
    env: { ...process.env, ...engineEnvironment() },
  });
  if (typeof output === 'number') closeSync(output);
  const stopped = new Promise<Exit>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', error => reject(engineDidNotStart(node, error.message)));
  });
  stopped.catch(() => {});
  return { child, client: new RpcClient<WorkerApi>(processPort(child)), stopped };
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

/** What an engine process, or the command line in a task, takes from the settings. */
export function engineEnvironment(): Record<string, string> {
  const library = settings.libtensorflow();
  return {
    // On a desktop the extension host runs in Electron, which is to be plain Node here.
    ELECTRON_RUN_AS_NODE: '1',
    // One heap for all threads (glibc): tensors are made on one and freed on another, whose own heap would keep their room.
    ...(process.env['MALLOC_ARENA_MAX'] === undefined && { MALLOC_ARENA_MAX: '1' }),
    ...(settings.backend() !== 'auto' && { MFM_BACKEND: settings.backend() }),
    ...(library && { MFM_LIBTENSORFLOW: library }),
  };
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a');
}
