import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LogOutputChannel } from 'vscode';

/** Writes what a process prints into the log, line by line: stderr as warnings. */
export function logOutput({ stdout, stderr, pid }: ChildProcess, log: LogOutputChannel): void {
  if (stdout) createInterface(stdout).on('line', line => log.info(`[engine ${pid}] ${line}`));
  if (stderr) createInterface(stderr).on('line', line => log.warn(`[engine ${pid}] ${line}`));
}
