import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Disposable, EventEmitter, type LogOutputChannel } from 'vscode';
import { type CallOptions, ClosedError } from '../../protocol/rpc.js';
import type { BackendReport, WorkerApi } from '../../protocol/workerApi.js';
import { engineEnded } from '../common/errors.js';
import { describeExit, forkWorker, type WorkerProcess } from './forkWorker.js';

export type EngineState = 'off' | 'starting' | 'idle' | 'busy' | 'failed';

/** A process that nobody asked anything for so long is ended: TensorFlow keeps hundreds of megabytes. */
const IDLE_MS = 10 * 60_000;

/** Calls that start a backend in the process, after which it can be named. */
const COMPUTING: ReadonlySet<keyof WorkerApi> = new Set(['plan', 'reconstruction', 'attention', 'features', 'doctor']);

/** The window's engine process: started by the first call, ended when idle, replaced after a crash. */
export class Engine implements Disposable {
  private worker?: WorkerProcess;
  private calls = 0;
  private idle?: NodeJS.Timeout;
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  state: EngineState = 'off';
  /** What computes, once something was computed. */
  backend?: BackendReport;

  constructor(private readonly log: LogOutputChannel) {}

  /** Of the process, while there is one. */
  get pid(): number | undefined {
    return this.worker?.child.pid;
  }

  /** Calls the engine. Rejects with RemoteError, with the signal's reason, or with a UserError when the process died. */
  async call<M extends keyof WorkerApi>(
    method: M,
    params: WorkerApi[M]['params'],
    options: CallOptions<WorkerApi[M]['progress']> = {},
  ): Promise<WorkerApi[M]['result']> {
    const worker = this.start();
    this.calls++;
    clearTimeout(this.idle);
    if (this.state === 'idle') this.become('busy');
    try {
      const result = await worker.client.call(method, params, options);
      if (COMPUTING.has(method)) await this.nameBackend(worker);
      return result;
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
      throw engineEnded(describeExit(await worker.stopped));
    } finally {
      this.calls--;
      if (this.worker === worker && this.calls === 0) this.rest();
    }
  }

  /** Ends the process; the next call starts one with the settings of then. */
  restart(): void {
    this.worker?.client.close();
    this.worker = undefined;
    this.backend = undefined;
    this.become('off');
  }

  dispose(): void {
    this.restart();
    this.changed.dispose();
  }

  private start(): WorkerProcess {
    if (this.worker) return this.worker;
    const worker = forkWorker();
    this.worker = worker;
    this.become('starting');
    logOutput(worker.child, this.log);
    worker.stopped.then(
      exit => this.ended(worker, describeExit(exit)),
      (error: Error) => this.ended(worker, error.message),
    );
    return worker;
  }

  private ended(worker: WorkerProcess, how: string): void {
    this.log.info(`The engine process ${worker.child.pid ?? ''} ended: ${how}.`);
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.backend = undefined;
    this.become('failed');
  }

  private rest(): void {
    this.become('idle');
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.restart(), IDLE_MS);
  }

  private async nameBackend(worker: WorkerProcess): Promise<void> {
    if (this.backend) return;
    const { backends } = await worker.client.call('doctor', {});
    this.backend = backends.find(backend => backend.chosen);
  }

  private become(state: EngineState): void {
    this.state = state;
    if (state === 'off') clearTimeout(this.idle);
    this.changed.fire();
  }
}

/** Writes what a process prints into the log, line by line: stderr as warnings. */
function logOutput({ stdout, stderr, pid }: ChildProcess, log: LogOutputChannel): void {
  if (stdout) createInterface(stdout).on('line', line => log.info(`[engine ${pid}] ${line}`));
  if (stderr) createInterface(stderr).on('line', line => log.warn(`[engine ${pid}] ${line}`));
}
