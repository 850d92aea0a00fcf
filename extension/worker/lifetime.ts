import { UserError } from '../engine/errors.js';

let hasRun = false;

/** The process that forked this one has gone: without a run there is nobody left to work for. */
export function parentHasGone(): void {
  if (!hasRun) process.exit();
}

/**
 * Keeps this process alive, for a run, when its parent goes. `stop` is called at SIGTERM; the signals of a terminal that
 * is closed or interrupted are for others. A process has one run in its life, for a run takes all of it.
 *
 * @returns to be called when the run could not be started
 * @throws UserError at the second run
 */
export function liveForRun(stop: () => void): () => void {
  if (hasRun) throw new UserError('This engine process trains already; start another one for another run.');
  hasRun = true;
  const ignore = () => {};
  process.on('SIGINT', ignore).on('SIGHUP', ignore).once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', ignore).off('SIGHUP', ignore).off('SIGTERM', stop);
    hasRun = false;
    if (!process.connected) parentHasGone();
  };
}
