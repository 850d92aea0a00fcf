import { stopOnClosedPipe } from './closedPipe.js';
import { exitCodes } from './failure.js';

/** Watches, while a command runs that can stop in order, for the reasons to stop. */
export interface Interruption {
  /** Aborted by the first Ctrl-C or SIGTERM, or when stdout is closed. */
  readonly signal: AbortSignal;
  /** What the command exits with: 130 after Ctrl-C, 143 after SIGTERM, else 0. */
  readonly exitCode: number;
  /** Gives the signals back to Node. */
  dispose(): void;
}

/**
 * The first Ctrl-C or SIGTERM calls `announce` and aborts `signal`. The handlers are gone then, so that the next one
 * ends the process at once, even amid a long native call. A closed stdout aborts too, without a word: nobody reads it.
 */
export function watchInterruption(announce: () => void): Interruption {
  const controller = new AbortController();
  let exitCode: number = exitCodes.done;
  const stop = (code: number) => () => {
    dispose();
    exitCode = code;
    announce();
    controller.abort();
  };
  const onInterrupt = stop(exitCodes.interrupted);
  const onTerminate = stop(exitCodes.terminated);
  const dispose = () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  stopOnClosedPipe(() => controller.abort());
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    dispose,
  };
}
