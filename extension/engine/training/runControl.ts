import { EventEmitter, once } from 'node:events';
import type { CheckpointEvent, SampleEvent } from '../../protocol/events.js';
import { UserError } from '../errors.js';
import { Requests } from './requests.js';

/**
 * What others ask of a run while it goes; given to `train`. Requests take effect between two steps and may come at any
 * time, also before the first. Emits 'request' at every one.
 */
export class RunControl extends EventEmitter<{ request: [] }> {
  private held = false;
  private ending: { save: boolean } | undefined;
  private isOver = false;
  /** For the run to answer. */
  readonly checkpoints = new Requests<CheckpointEvent>();
  readonly samples = new Requests<SampleEvent>();

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
    return this.ask(this.checkpoints, 'The run has ended; its last checkpoint is in its folder.');
  }

  /**
   * Writes samples after the current step, also while the run is held, and resolves to them.
   *
   * @throws UserError when there are none (the run goes on), or the run ends first
   */
  sample(): Promise<SampleEvent> {
    return this.ask(this.samples, 'The run has ended; its last samples are in its folder.');
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

  /** For the run: somebody waits for something between two steps. */
  get isAsked(): boolean {
    return this.checkpoints.areWaiting || this.samples.areWaiting;
  }

  /** Resolves at the next request. */
  async requested(): Promise<void> {
    await once(this, 'request');
  }

  /** The run has ended: nobody waits in vain. */
  over(): void {
    this.isOver = true;
    this.checkpoints.answer(
      new UserError('The run ended before the checkpoint was saved; resume it from the last one.'),
    );
    this.samples.answer(new UserError('The run ended before samples were written.'));
  }

  private async ask<T>(requests: Requests<T>, tooLate: string): Promise<T> {
    if (this.isOver) throw new UserError(tooLate);
    const answer = requests.ask();
    this.emit('request');
    return answer;
  }
}
