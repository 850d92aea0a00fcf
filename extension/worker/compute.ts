import { useRuntime } from '../engine/runtime/runtime.js';
import type { BackendChoice } from '../tensorflow/select.js';

let chosen: Promise<BackendChoice> | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * The backend of this process, started at the first call: the best one, or what `MFM_BACKEND` says.
 *
 * @throws UserError when the one that was asked for cannot run; the next call tries again
 */
export async function backend(): Promise<BackendChoice> {
  chosen ??= choose();
  try {
    return await chosen;
  } catch (error) {
    chosen = undefined;
    throw error;
  }
}

/**
 * Runs `compute` on the backend, after everything that was asked for before: tensors of two computations would compete
 * for one memory. A call whose signal has aborted by then is not begun.
 */
export async function withRuntime<T>(
  compute: (choice: BackendChoice) => Promise<T> | T,
  signal: AbortSignal,
): Promise<T> {
  const turn = last.then(async () => {
    signal.throwIfAborted();
    return compute(await backend());
  });
  last = turn.catch(() => {});
  return turn;
}

async function choose(): Promise<BackendChoice> {
  const { chooseBackend } = await import('../tensorflow/select.js');
  const choice = await chooseBackend('auto');
  useRuntime(choice.runtime);
  return choice;
}
