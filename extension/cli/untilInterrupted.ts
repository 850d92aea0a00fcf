import { watchInterruption } from './interruption.js';
import { note } from './output.js';

/**
 * Runs what the first Ctrl-C or SIGTERM gives up, under a line of progress. What `work` throws after that is no failure:
 * the exit code says that it was interrupted.
 *
 * @param announcement what is said when it is given up
 * @param work ends the line itself before it prints anything
 */
export async function untilInterrupted(
  line: { end(): void },
  announcement: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interruption = watchInterruption(() => {
    line.end();
    note(announcement);
  });
  try {
    await work(interruption.signal);
  } catch (error) {
    line.end();
    if (interruption.exitCode === 0) throw error;
    process.exitCode = interruption.exitCode;
  } finally {
    interruption.dispose();
  }
}
