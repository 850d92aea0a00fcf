import type { WarningEvent } from '../../protocol/events.js';
import type { Progress } from '../checkpoint/progress.js';
import { WriteError } from '../files/fileProblem.js';
import { SaveError } from '../runs/checkpoints.js';

/** What a run can do without, said once. */
export class Warnings {
  private readonly said = new Set<string>();

  constructor(private readonly session: { readonly progress: Progress }) {}

  /** Of what a disk does not take. @throws any other error */
  *failed(what: string, error: unknown): Generator<WarningEvent, void> {
    if (!(error instanceof WriteError || error instanceof SaveError)) throw error;
    yield* this.once(`${what}: ${error.message}`, what);
  }

  /** @param what is said once, in whatever words */
  *once(message: string, what = message): Generator<WarningEvent, void> {
    if (!this.said.has(what)) yield { type: 'warning', step: this.session.progress.step, message };
    this.said.add(what);
  }
}
