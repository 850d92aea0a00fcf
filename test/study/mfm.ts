import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from '../support/root.js';

/** A command of mfm did not end well. */
export class CommandFailed extends Error {}

/** How a command ends that somebody stopped. Any other signal, such as the system's for want of memory, is a failure. */
const STOPPED: readonly (number | NodeJS.Signals)[] = [129, 130, 143, 'SIGHUP', 'SIGINT', 'SIGTERM'];

/** Somebody wants the study to stop; what is there is kept. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

/**
 * Runs a command of mfm to its end.
 *
 * @param onEvent takes what a training prints, a line of JSON each
 * @throws CommandFailed with what the command said, Interrupted when it was stopped by a signal
 */
export async function mfm(args: readonly string[], onEvent: (event: Record<string, unknown>) => void): Promise<void> {
  const child = spawn(process.execPath, [`${root}scripts/mfm.mjs`, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  // Ctrl-C comes to the child as well, which saves and ends.
  const wait = () => {};
  process.on('SIGTERM', stop);
  process.on('SIGINT', wait);
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', line => {
    const event = parsed(line);
    if (event) onEvent(event);
  });
  const end = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal!));
  });
  process.off('SIGTERM', stop);
  process.off('SIGINT', wait);
  if (STOPPED.includes(end)) throw new Interrupted();
  const reason = said.trim().split('\n').at(-1) || `it ended with ${end}`;
  if (end !== 0) throw new CommandFailed(`mfm ${args.join(' ')}: ${reason}`);
}

/** Measurements print one answer over many lines; only events are lines of JSON by themselves. */
function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
