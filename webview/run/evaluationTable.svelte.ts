import type { RunId, RunView } from '../../extension/protocol/runPage.js';
import { failureText } from '../host/failureText.js';

/** What a run's newest evaluation found, read again whenever it was evaluated. Made while a component starts. */
export class EvaluationTable<Table> {
  /** Undefined before the first evaluation. */
  table = $state.raw<Table>();
  isRead = $state(false);
  failure = $state<string>();

  /** @param isHeld while it is true, the table stays as it is */
  constructor(
    run: () => RunView,
    private readonly ask: (run: RunId, signal: AbortSignal) => Promise<Table | undefined>,
    isHeld = () => false,
  ) {
    const id = $derived(run().id);
    /** Changes with the evaluations, not with the steps. */
    const evaluations = $derived(`${run().measured.version} ${run().measured.seldom}`);
    $effect(() => {
      void evaluations;
      if (isHeld()) return;
      const controller = new AbortController();
      void this.read(id, controller.signal);
      return () => controller.abort();
    });
  }

  private async read(run: RunId, signal: AbortSignal): Promise<void> {
    try {
      this.table = await this.ask(run, signal);
      this.failure = undefined;
    } catch (error) {
      if (signal.aborted) return;
      // What is shown could not be opened any more.
      this.table = undefined;
      this.failure = failureText(error);
    }
    this.isRead = true;
  }
}
