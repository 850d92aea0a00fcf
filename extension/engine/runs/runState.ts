import type { StartEvent } from '../../protocol/events.js';
import type { UnusableCounts, UnusableImage } from '../../protocol/unusableImages.js';
import type { ProcessIdentity } from './processIdentity.js';

/** What `run.json` says: enough to list a run, and to attach to it, without reading anything else. */
export interface RunState {
  state: 'running' | 'paused' | 'finished' | 'stopped' | 'failed';
  pid: number;
  /** Which process of that number; added on writing, so that a reader can tell a killed run from a running one. */
  owner?: ProcessIdentity;
  /** ISO 8601, both. */
  created: string;
  updated: string;
  /** The command line that started it. */
  command: string[];
  /** While it lives: the socket or named pipe at which it can be watched, paused and stopped (`protocol/runApi.ts`). */
  control?: string;
  /** File with what its process prints, where there is one. */
  log?: string;
  backend: string;
  device: string;
  mfmVersion: string;
  /** Why it failed. */
  message?: string;
  epoch: number;
  step: number;
  totalSteps: number;
  /** Loss of the last step; null before the first. */
  loss: number | null;
  start?: Omit<StartEvent, 'type'>;
  /** Images that the run does without, at most `mostNamed` of them. */
  skipped?: UnusableImage[];
  /** How many there are. Older versions list them all and do not say which failed later. */
  unusable?: UnusableCounts;
}

/** How many images a run does without, as far as its `run.json` says; undefined when it could use all. */
export function unusableOf({
  skipped = [],
  unusable,
  start,
}: Pick<RunState, 'skipped' | 'unusable' | 'start'>): UnusableCounts | undefined {
  if (unusable || skipped.length === 0) return unusable;
  return { all: (start?.images ?? 0) + skipped.length, leftOut: skipped.length, failed: 0 };
}

/** Reads the text of a `run.json`; `undefined` for anything else. */
export function parseRunState(text: string): RunState | undefined {
  try {
    const state = JSON.parse(text) as Partial<RunState> | null;
    const isRun = typeof state?.state === 'string' && typeof state.created === 'string';
    return isRun ? (state as RunState) : undefined;
  } catch {
    return undefined;
  }
}
