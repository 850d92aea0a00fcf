import type { CApi, Pointer } from './capi.js';

/** A `TF_Status`: where TensorFlow's functions report failure. One serves any number of calls, but one call at a time. */
export class Status {
  readonly pointer: Pointer;

  constructor(private readonly c: CApi) {
    this.pointer = c.newStatus();
  }

  /** Throws TensorFlow's message when the last call failed; `doing` says what was attempted. */
  check(doing: string): void {
    if (this.c.getCode(this.pointer) === 0) return;
    const message = this.c.message(this.pointer);
    this.c.setStatus(this.pointer, 0, '');
    throw new Error(`TensorFlow: ${doing}: ${message}`);
  }

  delete(): void {
    this.c.deleteStatus(this.pointer);
  }
}
