import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunControl } from '../engine/training/runControl.js';
import type { RunEvent } from '../protocol/events.js';
import type { RunSnapshot } from '../protocol/runApi.js';

/** Milliseconds between two snapshots for one watcher. */
const INTERVAL = 200;

/** Where a run of this process stands, kept up to date from its events. */
export class LiveRun extends EventEmitter<{ change: [] }> {
  private readonly newest: Partial<
    Pick<RunSnapshot, 'start' | 'step' | 'metrics' | 'sample' | 'checkpoint' | 'unusable'>
  > = {};
  private isPaused = false;
  private failure: Error | undefined;
  private isOver = false;

  constructor(readonly control: RunControl) {
    super();
    this.setMaxListeners(0);
    control.on('request', () => this.emit('change'));
  }

  show(event: RunEvent): void {
    if (event.type === 'end' || event.type === 'warning') return;
    if (event.type === 'state') this.isPaused = event.state === 'paused';
    else if (event.type === 'unusable') {
      const { all, leftOut, failed } = event;
      this.newest.unusable = { all, leftOut, failed };
    } else Object.assign(this.newest, { [event.type]: event });
    this.emit('change');
  }

  /** The run has ended, with its folder in order; `failure`: why it did not end well. */
  end(failure?: Error): void {
    this.failure ??= failure;
    this.isOver = true;
    this.emit('change');
  }

  /** Nothing before the start event. */
  get snapshot(): RunSnapshot | undefined {
    const { start, ...rest } = this.newest;
    return start && { state: this.state, start, ...rest };
  }

  /** Resolves when the run has ended. @throws what made it fail */
  async ended(): Promise<void> {
    while (!this.isOver) await once(this, 'change');
    if (this.failure) throw this.failure;
  }

  /** Sends a snapshot now and after changes, never two within `INTERVAL`, until the run has ended or `signal` aborts. */
  async follow(signal: AbortSignal, send: (snapshot: RunSnapshot) => void): Promise<void> {
    try {
      while (!signal.aborted) {
        const { snapshot } = this;
        if (snapshot) send(snapshot);
        if (this.isOver) return;
        await once(this, 'change', { signal });
        if (!this.isOver) await sleep(INTERVAL, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  private get state(): RunSnapshot['state'] {
    if (this.isOver) return 'ended';
    if (this.control.isStopping) return 'stopping';
    return this.isPaused ? 'paused' : 'running';
  }
}
