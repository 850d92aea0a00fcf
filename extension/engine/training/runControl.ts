import { EventEmitter, once } from 'node:events';
import type { CheckpointEvent } from '../../protocol/events.js';
import { UserError } from '../errors.js';

interface SaveRequest {
  resolve(event: CheckpointEvent): void;
  reject(error: Error): void;
}

/**
 * What others ask of a run while it goes; given to `train`. Requests take effect between two steps and may come at any
 * time, also before the first. Emits 'request' at every one.
 */
export class RunControl extends EventEmitter<{ request: [] }> {
  private held = false;
  private ending: { save: boolean } | undefined;
  private isOver = false;
  private saves: SaveRequest[] = [];

  /** Holds the run before its next step. */
  pause(): void {
    this.held = true;
    this.emit('request');
  }

  resume(): void {
    this.held = false;
    this.emit('request');
  }

  /** Ends the run after the current step, with a checkpoint of it or without. The first call decides. */
  stop({ save }: { save: boolean }): void {
    this.ending ??= { save };
    this.emit('request');
  }

  /**
   * Saves a checkpoint after the current step, also while the run is held, and resolves to it.
   *
   * @throws UserError when it cannot be written (the run goes on), or the run ends first
   */
  save(): Promise<CheckpointEvent> {
    if (this.isOver) return Promise.reject(new UserError('The run has ended; its last checkpoint is in its folder.'));
    return new Promise((resolve, reject) => {
      this.saves.push({ resolve, reject });
      this.emit('request');
    });
  }

  get isStopping(): boolean {
    return this.ending !== undefined;
  }

  /** Whether the run ends without a checkpoint of its last step. */
  get discards(): boolean {
    return this.ending?.save === false;
  }

  /** For the run: it is to wait, for `requested()`. */
  get isHeld(): boolean {
    return this.held && !this.ending;
  }

  /** For the run: somebody waits for `saved()`. */
  get wantsSave(): boolean {
    return this.saves.length > 0;
  }

  /** Resolves at the next request. */
  async requested(): Promise<void> {
    await once(this, 'request');
  }

  /** Answers everybody who waits for a checkpoint: with one, or why there is none. */
  saved(result: CheckpointEvent | Error): void {
    const requests = this.saves;
    this.saves = [];
    for (const { resolve, reject } of requests) result instanceof Error ? reject(result) : resolve(result);
  }

  /** The run has ended: nobody waits in vain. */
  over(): void {
    this.isOver = true;
    this.saved(new UserError('The run ended before the checkpoint was saved; resume it from the last one.'));
  }
}
