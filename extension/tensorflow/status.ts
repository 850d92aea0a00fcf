import { UserError } from '../engine/errors.js';
import type { CApi, Pointer } from './capi.js';

/** TF_RESOURCE_EXHAUSTED: an allocation failed. */
const RESOURCE_EXHAUSTED = 8;

/** A `TF_Status`: where TensorFlow's functions report failure. One serves any number of calls, but one call at a time. */
export class Status {
  readonly pointer: Pointer;

  constructor(private readonly c: CApi) {
    this.pointer = c.newStatus();
  }

  /** Throws TensorFlow's message when the last call failed, a UserError for lack of memory; `doing` = what was tried. */
  check(doing: string): void {
    const code = this.c.getCode(this.pointer);
    if (code === 0) return;
    const message = this.c.message(this.pointer);
    this.c.setStatus(this.pointer, 0, '');
    if (code === RESOURCE_EXHAUSTED) {
      throw new UserError(
        'The step does not fit into the memory of the device: lower DATA.BATCH_SIZE or DATA.IMG_SIZE.',
      );
    }
    throw new Error(`TensorFlow: ${doing}: ${message}`);
  }

  delete(): void {
    this.c.deleteStatus(this.pointer);
  }
}
