import type { RunStore } from '../runs/runStore.js';

/** Resolves when something about the runs has changed from now on, or the signal aborts. */
export function untilChanged(runs: RunStore, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const listening = runs.onDidChange(end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    function end(): void {
      listening.dispose();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
