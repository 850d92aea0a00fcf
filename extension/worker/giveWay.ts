import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lowers this process's priority, so that whoever looks at pages meanwhile does not wait for it; threads that are started later
 * inherit it. One that is lower already stays: raising it is not everybody's right.
 */
export function giveWay(): void {
  const { PRIORITY_BELOW_NORMAL: wanted } = constants.priority;
  if (getPriority() < wanted) setPriority(wanted);
}
