import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf } from '../errors.js';
import { listCheckpoints } from './checkpointFiles.js';
import { isAlive } from './processIdentity.js';
import { type RunNotes, readRunNotes } from './runNotes.js';
import { type RunState, readRunState } from './runState.js';

const MAX_DEPTH = 4;
/** What a run writes beside its state: where one of them lies, a `run.json` that says nothing is a damaged one. */
const TRACES = ['config.yaml', 'metrics.jsonl', 'checkpoints'];

/** A run as a list shows it. */
export interface RunSummary extends Omit<RunState, 'state'> {
  /** Absolute path of the run folder. */
  dir: string;
  /**
   * 'interrupted': it was running or paused, but its process is gone. 'unreadable': there is a run, but its `run.json`
   * cannot be read; `message` says why, and the time is that of the file.
   */
  state: RunState['state'] | 'interrupted' | 'unreadable';
  /** Number of checkpoints, and the newest. */
  checkpoints: number;
  latest?: string;
  /** What a person said of it. */
  notes: RunNotes;
}

/**
 * The runs (folders with a `run.json`) in `dir`, itself included, and at most four levels below, newest first. Reads
 * nothing but names, `run.json` and `notes.json`; folders that cannot be read, and a `dir` that does not exist, have no runs.
 */
export async function listRuns(dir: string): Promise<RunSummary[]> {
  const runs = await findRuns(resolve(dir), MAX_DEPTH);
  return runs.sort((a, b) => b.created.localeCompare(a.created) || a.dir.localeCompare(b.dir));
}

/** The run in `dir` itself. */
export async function runIn(dir: string): Promise<RunSummary | undefined> {
  const [run] = await findRuns(resolve(dir), 0);
  return run;
}

async function findRuns(dir: string, depth: number): Promise<RunSummary[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((): Dirent[] => []);
  const names = new Set(entries.map(entry => entry.name));
  if (names.has('run.json')) {
    const isRun = TRACES.some(name => names.has(name));
    const run = await summarise(dir).catch(error => (isRun ? unreadable(dir, messageOf(error)) : undefined));
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

/** @throws UserError when `run.json` cannot be read */
async function summarise(dir: string): Promise<RunSummary> {
  const state = await readRunState(join(dir, 'run.json'));
  const wasAlive = state.state === 'running' || state.state === 'paused';
  const isInterrupted = wasAlive && state.owner !== undefined && !isAlive(state.owner);
  return { ...state, ...(await beside(dir)), dir, state: isInterrupted ? 'interrupted' : state.state };
}

async function unreadable(dir: string, message: string): Promise<RunSummary | undefined> {
  const file = await stat(join(dir, 'run.json')).catch(() => undefined);
  if (!file) return undefined;
  const time = file.mtime.toISOString();
  const unknown = { pid: 0, command: [], backend: '', device: '', mfmVersion: '' };
  const progress = { epoch: 0, step: 0, totalSteps: 0, values: {} };
  return {
    ...unknown,
    ...progress,
    ...(await beside(dir)),
    dir,
    state: 'unreadable',
    created: time,
    updated: time,
    message,
  };
}

async function beside(dir: string): Promise<Pick<RunSummary, 'checkpoints' | 'latest' | 'notes'>> {
  const checkpoints = await listCheckpoints(join(dir, 'checkpoints')).catch(() => []);
  return { checkpoints: checkpoints.length, latest: checkpoints.at(-1)?.file, notes: await readRunNotes(dir) };
}
