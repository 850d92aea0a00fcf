import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { integer, maxValue, minValue, number, object, pipe, string } from 'valibot';

/** In place of the start time: a zombie, which has ended but was not yet waited for. */
const ENDED = 'ended';

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** Boot and start time, opaque; '' where the system does not tell. */
  started: string;
}

/** As files say it. Other numbers mean groups of processes, or none. */
export const processIdentity = object({
  pid: pipe(number(), integer(), minValue(1), maxValue(2 ** 31 - 1)),
  host: string(),
  started: string(),
});

/** The process that runs this. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? '' };
}

/**
 * Whether that process still lives. One of another machine cannot be asked and counts as living; where start times are
 * unknown, any process of that number does.
 */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return true;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(identity.pid);
  if (started === ENDED) return false;
  return started === undefined || identity.started === '' || started === identity.started;
}

/** A process in a few characters, for the name of what it leaves in a folder that many share. */
export function nameOf({ pid, host, started }: ProcessIdentity): string {
  return [brief(host), pid, brief(started)].join('-');
}

/** Whether the process that `nameOf` named so is known to have ended. False for anything else. */
export function hasEnded(name: string): boolean {
  const [host, pid, started] = name.split('-');
  if (host !== brief(hostname()) || !/^[1-9]\d*$/.test(pid ?? '')) return false;
  const now = startOf(Number(pid)) ?? '';
  return !isAlive({ pid: Number(pid), host: hostname(), started: brief(now) === started ? now : `not ${now}` });
}

function brief(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

/** Linux: boot id and start in clock ticks since boot. */
function startOf(pid: number): string | undefined {
  try {
    // The second field is the program's name in parentheses and may hold anything, spaces and parentheses too.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return ENDED;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}
