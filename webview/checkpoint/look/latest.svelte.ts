import { untrack } from 'svelte';
import { failureText } from '../../host/failureText.js';

/**
 * Asks again and again, and keeps the newest answer. One question is under way at a time; of those that come meanwhile only
 * the newest is asked after it, so that pictures follow a drag however fast it is.
 */
export class Latest<Params, Result> {
  /** The newest answer, and to what. */
  answer = $state.raw<{ params: Params; result: Result }>();
  failure = $state<string>();
  isBusy = $state(false);
  readonly #ask: (params: Params, signal: AbortSignal) => Promise<Result>;
  readonly #controller = new AbortController();
  #next: { params: Params } | undefined;

  constructor(ask: (params: Params, signal: AbortSignal) => Promise<Result>) {
    this.#ask = ask;
  }

  /** To be called in effects: they run again for what the question is made of, not for how far its answer is. */
  ask(params: Params): void {
    this.#next = { params };
    untrack(() => {
      if (!this.isBusy) void this.#run();
    });
  }

  /** Cancels what is under way, for good. */
  stop(): void {
    this.#next = undefined;
    this.#controller.abort();
  }

  async #run(): Promise<void> {
    this.isBusy = true;
    while (this.#next) {
      const { params } = this.#next;
      this.#next = undefined;
      try {
        this.answer = { params, result: await this.#ask(params, this.#controller.signal) };
        this.failure = undefined;
      } catch (error) {
        this.failure = failureText(error);
      }
    }
    this.isBusy = false;
  }
}
