import { stopOnClosedPipe } from './brokenStreams.js';
import { exitCodes } from './failure.js';

/** Watches, while a command runs that can stop in order, for the reasons to stop. */
export interface Interruption {
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP, or when stdout is closed. */
  readonly signal: AbortSignal;
  /** What the command exits with: 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP, else 0. */
  readonly exitCode: number;
  /** Gives the signals back to Node. */
  dispose(): void;
}

/**
 * The first signal calls `announce` and aborts `signal`. Ctrl-C and SIGTERM have no handlers then, so that the next one
 * ends the process at once, even amid a long native call. SIGHUP never does: a terminal that closes sends it several
 * times, by itself and through its shell, also after a Ctrl-C. A closed stdout aborts too, without a word: nobody reads it.
 */
export function watchInterruption(announce: () => void): Interruption {
  const controller = new AbortController();
  let exitCode: number = exitCodes.done;
  const stop = (code: number) => () => {
    if (exitCode !== exitCodes.done) return;
    exitCode = code;
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    announce();
    controller.abort();
  };
  const onInterrupt = stop(exitCodes.interrupted);
  const onTerminate = stop(exitCodes.terminated);
  const onHangUp = stop(exitCodes.hungUp);
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGHUP', onHangUp);
  stopOnClosedPipe(() => controller.abort());
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    dispose: () => void process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGHUP', onHangUp),
  };
}
