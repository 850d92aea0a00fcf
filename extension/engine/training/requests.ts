/** What others ask a run for, and wait for. */
export class Requests<T> {
  private waiting: { resolve(result: T): void; reject(error: Error): void }[] = [];

  /** Resolves to what the run answers. */
  ask(): Promise<T> {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** For the run: somebody waits for `answer()`. */
  get areWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Answers everybody who waits: with what they asked for, or why there is none. */
  answer(result: T | Error): void {
    const requests = this.waiting;
    this.waiting = [];
    for (const { resolve, reject } of requests) result instanceof Error ? reject(result) : resolve(result);
  }
}
