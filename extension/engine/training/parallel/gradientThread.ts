import { Worker } from 'node:worker_threads';
import { messageOf, UserError } from '../../errors.js';
import type { GradientJob, GradientResult, GradientSettings } from './gradientWorker.js';

/** A thread that computes the gradient of its part of every batch, seen from the one that trains. */
export class GradientThread {
  /** Resolves when it has loaded its code, or when it has failed, which its jobs tell. */
  readonly loaded: Promise<void>;
  private readonly worker: Worker;
  private failure: Error | undefined;
  private waiting: { resolve(): void; reject(error: Error): void } | undefined;

  constructor(settings: GradientSettings) {
    this.worker = new Worker(new URL('./gradientWorker.js', import.meta.url), { workerData: settings });
    this.loaded = new Promise(resolve => {
      this.worker.once('message', () => resolve());
      this.worker.once('exit', () => resolve());
    });
    this.worker.on('message', (result: GradientResult | 'loaded') => {
      if (result === 'done') this.waiting?.resolve();
      else if (result !== 'loaded') this.fail(new (result.isUsers ? UserError : Error)(result.failure));
    });
    this.worker.on('error', error => this.fail(new Error(`A training thread failed: ${messageOf(error)}`)));
    this.worker.on('exit', code => this.fail(new Error(`A training thread ended unexpectedly (exit code ${code}).`)));
  }

  /** Resolves when the gradient of the job is in shared memory; nobody need wait for it at once. */
  compute(job: GradientJob): Promise<void> {
    const result = new Promise<void>((resolve, reject) => {
      if (this.failure) reject(this.failure);
      else this.waiting = { resolve, reject };
    });
    result.catch(() => {});
    const buffers = Object.values(job.samples.fields).map(values => values.buffer as ArrayBuffer);
    this.worker.postMessage(job, buffers);
    return result;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
  }
}
