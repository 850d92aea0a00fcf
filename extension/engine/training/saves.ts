import type { CheckpointEvent, WarningEvent } from '../../protocol/events.js';
import { primaryOf } from '../../protocol/metrics.js';
import { DivergedError } from '../errors.js';
import type { CheckpointKind, KeepPolicy } from '../runs/checkpointFiles.js';
import { SaveError } from '../runs/checkpoints.js';
import type { RunFolder } from '../runs/runFolder.js';
import { InterimSaves } from './interim.js';
import type { Pace } from './pace.js';
import { takeBest } from './primaryMetric.js';
import type { RunControl } from './runControl.js';
import type { Session } from './session.js';
import { isSound } from './state.js';
import type { Warnings } from './warnings.js';

/** Where and how a run saves. */
export interface SavesOptions {
  session: Session;
  run: RunFolder;
  keep: KeepPolicy;
  control: RunControl;
  pace: Pace;
  warnings: Warnings;
  /** Seconds of training without a checkpoint after which the first one is saved that SAVE_FREQ does not ask for. */
  interimSeconds?: number;
}

/** The checkpoints of a run while it goes: the config's, those that were asked for, and a few in between. */
export class Saves {
  private saved: number;
  private newest: CheckpointEvent | undefined;
  private readonly interim: InterimSaves;

  constructor(private readonly options: SavesOptions) {
    this.saved = options.session.progress.step;
    this.interim = new InterimSaves(options.interimSeconds);
  }

  /** Whether a checkpoint that stays holds the newest step. */
  get isSaved(): boolean {
    return this.saved === this.options.session.progress.step;
  }

  async save(kind: CheckpointKind): Promise<CheckpointEvent> {
    const { session, run, keep, pace } = this.options;
    const primary = primaryOf(session.metrics)!;
    if (kind === 'epoch') takeBest(session.progress, primary);
    const checkpoint = session.checkpoint();
    if (!isSound(checkpoint)) throw await this.diverged('update', session.progress.step - 1);
    const { file, best } = await run.save(checkpoint, keep, kind);
    this.interim.onSaved(pace.trained);
    pace.pause();
    const { epoch, step, loss } = checkpoint.meta;
    const event: CheckpointEvent = { type: 'checkpoint', epoch, step, file, values: { [primary.id]: loss }, best };
    // At the step of an interim one another may be saved, which stays.
    if (kind !== 'interim') {
      this.saved = step;
      this.newest = event;
    }
    return event;
  }

  /** Saves steps that no checkpoint has yet. */
  async *rest(): AsyncGenerator<CheckpointEvent, void> {
    if (!this.isSaved) yield await this.save('step');
  }

  /** Answers requests for a checkpoint. A disk that does not take it is no reason to lose what is in memory. */
  async *asAsked(): AsyncGenerator<CheckpointEvent, void> {
    const { session, control } = this.options;
    try {
      if (this.newest?.step !== session.progress.step) yield await this.save('step');
      control.checkpoints.answer(this.newest!);
    } catch (error) {
      control.checkpoints.answer(error as Error);
      if (!(error instanceof SaveError)) throw error;
    }
  }

  /** Saves what the config does not ask for, when it is time. */
  async *inBetween(): AsyncGenerator<CheckpointEvent | WarningEvent, void> {
    const { pace, warnings } = this.options;
    if (this.isSaved || !this.interim.isDue(pace.trained)) return;
    this.interim.tried(pace.trained);
    try {
      yield await this.save('interim');
    } catch (error) {
      yield* warnings.failed('A checkpoint between those of the config is missing', error);
    }
  }

  /** @param what is not finite; `step`: 0-based */
  async diverged(what: string, step: number): Promise<DivergedError> {
    const { session, run } = this.options;
    const newest = await run.latest();
    const good = newest ? `the last good checkpoint is ${newest}` : 'no checkpoint was saved before';
    const epoch = Math.floor(step / session.loader.stepsPerEpoch);
    return new DivergedError(
      `The ${what} is not finite in step ${step + 1} (epoch ${epoch + 1}): the run stopped and ${good}; ` +
        'lower TRAIN.BASE_LR or TRAIN.CLIP_GRAD and run it again.',
    );
  }
}
