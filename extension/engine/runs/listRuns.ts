import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listCheckpoints } from './checkpointFiles.js';
import { isAlive } from './processIdentity.js';
import type { RunState } from './runState.js';
import { parseRunState } from './runState.js';

const MAX_DEPTH = 4;

/** A run as a list shows it. */
export interface RunSummary extends Omit<RunState, 'state'> {
  /** Absolute path of the run folder. */
  dir: string;
  /** 'interrupted': it was running or paused, but its process is gone. */
  state: RunState['state'] | 'interrupted';
  /** Number of checkpoints, and the newest. */
  checkpoints: number;
  latest?: string;
}

/**
 * The runs (folders with a `run.json`) in `dir`, itself included, and at most four levels below, newest first. Reads
 * nothing but names and `run.json`; folders that cannot be read, and a `dir` that does not exist, have no runs.
 */
export async function listRuns(dir: string): Promise<RunSummary[]> {
  const runs = await findRuns(resolve(dir), MAX_DEPTH);
  return runs.sort((a, b) => b.created.localeCompare(a.created) || a.dir.localeCompare(b.dir));
}

async function findRuns(dir: string, depth: number): Promise<RunSummary[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((): Dirent[] => []);
  if (entries.some(entry => entry.name === 'run.json')) {
    const run = await summarise(dir);
    if (run) return [run];
  }
  if (depth === 0) return [];
  const runs: RunSummary[] = [];
  for (const entry of entries) {
    const isCandidate = entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules';
    if (!isCandidate) continue;
    for (const run of await findRuns(join(dir, entry.name), depth - 1)) runs.push(run);
  }
  return runs;
}

async function summarise(dir: string): Promise<RunSummary | undefined> {
  const state = parseRunState(await readFile(join(dir, 'run.json'), 'utf8').catch(() => ''));
  if (!state) return undefined;
  const checkpoints = await listCheckpoints(join(dir, 'checkpoints')).catch(() => []);
  const wasAlive = state.state === 'running' || state.state === 'paused';
  const isInterrupted = wasAlive && state.owner !== undefined && !isAlive(state.owner);
  return {
    ...state,
    dir,
    state: isInterrupted ? 'interrupted' : state.state,
    checkpoints: checkpoints.length,
    latest: checkpoints.at(-1)?.file,
  };
}
