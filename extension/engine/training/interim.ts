/** Seconds of training after which a run saves for the first time, whatever SAVE_FREQ says. */
const FIRST = 60;

/**
 * When a run saves a checkpoint that its config does not ask for, so that a process that is killed loses little: after a
 * minute without one, and then after twice as long each time. So a run is never set back by more than about half of what
 * it has trained since it was started, and an epoch of hours costs a handful of files, of which the newest one stays.
 */
export class InterimSaves {
  private saved = 0;

  /** @param interval seconds of training without a checkpoint */
  constructor(private interval = FIRST) {}

  /** @param trained seconds of training so far */
  isDue(trained: number): boolean {
    return trained - this.saved >= this.interval;
  }

  /** The next one takes longer. */
  tried(trained: number): void {
    this.interval *= 2;
    this.onSaved(trained);
  }

  /** A checkpoint was saved, for whatever reason. */
  onSaved(trained: number): void {
    this.saved = trained;
  }
}
