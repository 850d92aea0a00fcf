import { Worker } from 'node:worker_threads';
import { messageOf } from '../errors.js';
import type { Job, JobResult, WorkerSettings } from './decodeWorker.js';
import type { SourceEntry } from './source.js';

interface Waiting {
  resolve: (result: JobResult) => void;
  reject: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
  /** Resolves when it has loaded its code, or when it has failed, which its jobs tell. */
  loaded: Promise<void>;
}

/**
 * A fixed number of decoding threads. A job is handed to a thread at once, to the one with the fewest, so that threads
 * go on working while this one is busy with a step. Until it is closed, the pool keeps the process alive.
 */
export class DecodePool {
  private readonly threads: Thread[];
  private nextId = 0;
  private failure: Error | undefined;

  constructor(threads: number, settings: WorkerSettings) {
    this.threads = Array.from({ length: threads }, () => this.start(settings));
  }

  /** Resolves when all threads have loaded their code, which may then go from the disk. */
  async loaded(): Promise<void> {
    await Promise.all(this.threads.map(({ loaded }) => loaded));
  }

  /** The settings of all jobs from now on. */
  use(settings: WorkerSettings): void {
    for (const { worker } of this.threads) worker.postMessage(settings);
  }

  /** Resolves to the view that an entry and `stream` name; rejects when the threads are closed or have failed. */
  run({ path, mask }: Pick<SourceEntry, 'path' | 'mask'>, stream: number[]): Promise<JobResult> {
    if (this.failure) return Promise.reject(this.failure);
    const thread = this.threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const job: Job = { id: this.nextId++, path, mask, stream };
    return new Promise((resolve, reject) => {
      thread.waiting.set(job.id, { resolve, reject });
      thread.worker.postMessage(job);
    });
  }

  /** Ends the threads once their current image is done; jobs still waiting are rejected. */
  async close(): Promise<void> {
    this.fail(new Error('The image loader was closed.'));
    await Promise.all(this.threads.map(({ worker }) => ended(worker)));
  }

  private start(settings: WorkerSettings): Thread {
    const worker = new Worker(new URL('./decodeWorker.js', import.meta.url), { workerData: settings });
    const waiting = new Map<number, Waiting>();
    const loaded = new Promise<void>(resolve => {
      worker.once('message', () => resolve());
      worker.once('exit', () => resolve());
    });
    worker.on('message', (result: JobResult | 'loaded') => {
      if (result === 'loaded') return;
      waiting.get(result.id)?.resolve(result);
      waiting.delete(result.id);
    });
    worker.on('error', error => this.fail(new Error(`A decoding thread failed: ${messageOf(error)}`)));
    worker.on('exit', code => this.fail(new Error(`A decoding thread ended unexpectedly (exit code ${code}).`)));
    return { worker, waiting, loaded };
  }

  /** The first failure is what every waiting and later job is told. */
  private fail(error: Error): void {
    this.failure ??= error;
    for (const { waiting } of this.threads) {
      for (const { reject } of waiting.values()) reject(this.failure);
      waiting.clear();
    }
  }
}

/** Asks a worker to end and waits until it has; at once when it has ended already. */
async function ended(worker: Worker): Promise<void> {
  if (worker.threadId < 0) return;
  const exit = new Promise(resolve => worker.once('exit', resolve));
  worker.postMessage('close');
  await exit;
}
