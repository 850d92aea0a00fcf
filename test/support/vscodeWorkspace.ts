import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRuns } from '../../extension/engine/runs/listRuns.js';
import { parseRunState, type RunState } from '../../extension/engine/runs/runState.js';
import { root } from './root.js';

export interface TemporaryWorkspace {
  /** A copy of examples/. */
  folder: string;
  /** Around it, for what shall not be in the workspace. */
  parent: string;
  /** Ends what trains in it and removes it. */
  remove(): Promise<void>;
}

/** The example workspace, to train in and to spoil. */
export async function temporaryWorkspace(): Promise<TemporaryWorkspace> {
  const parent = await mkdtemp(join(tmpdir(), 'mfm-workspace-'));
  const folder = join(parent, 'examples');
  await cp(join(root, 'examples'), folder, { recursive: true });
  return {
    folder,
    parent,
    async remove() {
      await endRuns(folder);
      await rm(parent, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the `run.json` of a run folder says. */
export async function readRun(dir: string): Promise<RunState> {
  const state = parseRunState(await readFile(join(dir, 'run.json'), 'utf8'));
  if (!state) throw new Error(`${dir} is no run folder.`);
  return state;
}

/** Resolves when a process has ended; one that only waits to be collected by its parent has. */
export async function ended(pid: number): Promise<void> {
  const state = async () => /\) (\w)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))?.[1] ?? 'Z';
  while ((await state()) !== 'Z') await new Promise(resolve => setTimeout(resolve, 50));
}

/** Kills the processes of the runs in a folder: they outlive windows and servers. */
async function endRuns(folder: string): Promise<void> {
  for (const { dir, state } of await listRuns(folder)) {
    // The state is that of the process, too: one that is dead already counts as interrupted.
    if (state === 'running' || state === 'paused') process.kill((await readRun(dir)).pid, 'SIGKILL');
  }
}
