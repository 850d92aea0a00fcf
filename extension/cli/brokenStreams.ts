import { problemOf } from '../engine/files/fileProblem.js';
import { exitCodes } from './failure.js';
import { note } from './output.js';

let whenClosed: () => void = () => process.exit();

/**
 * Keeps what cannot be printed from ending what is being done. A closed stdout (its reader has gone, as `head` does after
 * its lines) ends the process quietly; on a full disk under it the command goes on, says so on stderr and exits with 2
 * where it would have with 0. Of a stderr that takes nothing, nobody can be told.
 */
export function surviveBrokenStreams(): void {
  let lost = false;
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return whenClosed();
    if (lost) return;
    lost = true;
    note(`mfm: What is printed is lost, because ${problemOf(error)}; mfm goes on without it.`);
    process.once('exit', code => {
      process.exitCode = code || exitCodes.badInput;
    });
  });
}

/** For a command with something to save: on a closed stdout, `stop` is called instead of ending the process. */
export function stopOnClosedPipe(stop: () => void): void {
  whenClosed = stop;
}
