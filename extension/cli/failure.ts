import { CommanderError } from 'commander';
import { messageOf, UserError } from '../engine/errors.js';
import { visibleInLine } from '../engine/text/visible.js';
import { note } from './output.js';

/** What `mfm` exits with, whatever the command. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  badInput: 2,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/**
 * Says on stderr why a command ended, in one sentence, and returns the exit code. What the user can mend is told as it
 * is; anything else is a defect of ours, whose stack `MFM_DEBUG=1` shows.
 */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return reportUsage(error);
  if (process.env['MFM_DEBUG'] === '1') note(String(error instanceof Error ? error.stack : error));
  if (error instanceof UserError) {
    note(`mfm: ${visibleInLine(error.message)}`);
    return exitCodes.badInput;
  }
  note(`mfm: unexpected error: ${messageOf(error)}`);
  note('This is a defect of mfm. Run the command again with MFM_DEBUG=1 and report what it prints to the project.');
  return exitCodes.unexpected;
}

/** Commander has printed help by itself; its complaints about arguments become sentences like all others. */
function reportUsage(error: CommanderError): number {
  if (error.exitCode === 0) return exitCodes.done;
  if (error.code !== 'commander.help') {
    const sentence = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    note(`mfm: ${sentence}${/[.?)]$/.test(sentence) ? '' : '.'} See mfm --help.`);
  }
  return exitCodes.badInput;
}
