import { basename, relative, sep } from 'node:path';
import { metricsOf } from '../../engine/metrics/recorded.js';
import type { RunSummary } from '../../engine/runs/listRuns.js';
import { unusableOf } from '../../engine/runs/runState.js';
import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';
import type { RunSnapshot } from '../../protocol/runApi.js';
import type { UnusableCounts } from '../../protocol/unusableImages.js';
import { isWithin } from '../common/isWithin.js';

/** A run as the views show it. There is one such object for a folder, which is brought up to date in place. */
export interface Run {
  /** Absolute path of the run folder. */
  readonly dir: string;
  /** As a person called it, or the folder, relative to where it was found. */
  name: string;
  /** What its files say. */
  summary: RunSummary;
  /** What its process says, while this window is connected to it. */
  live?: RunSnapshot;
}

export type DisplayState = RunSummary['state'] | 'stopping';

/** The newest that is known of the run's state. */
export function displayState({ live, summary }: Run): DisplayState {
  return live && live.state !== 'ended' ? live.state : summary.state;
}

/** The newest that is known of images that it does without; undefined when there are none. */
export function unusableImages({ live, summary }: Run): UnusableCounts | undefined {
  return live?.unusable ?? unusableOf(summary);
}

/** What it measures. */
export function metricsOfRun({ live, summary }: Pick<Run, 'live' | 'summary'>): readonly MetricSpec[] {
  return metricsOf(live?.start ?? summary.start);
}

/** The newest value that is known of each metric. */
export function newestValues({ live, summary }: Run): MetricValues {
  return { ...summary.values, ...live?.metrics?.values, ...live?.step?.values };
}

/** Whether its process is there. */
export function isLive(run: Run): boolean {
  return isLiveState(displayState(run));
}

export function isLiveState(state: DisplayState): boolean {
  return state === 'running' || state === 'paused' || state === 'stopping';
}

export function isRunning(run: Run): boolean {
  return displayState(run) === 'running';
}

/** Whether it ended before all its steps were done. */
export function isUnfinished(run: Run): boolean {
  return ['stopped', 'failed', 'interrupted', 'unreadable'].includes(displayState(run));
}

/** Whether Resume can do something: let it go on, or start it again, from its newest checkpoint if it has one. */
export function isResumable(run: Run): boolean {
  return displayState(run) === 'paused' || isUnfinished(run);
}

/** The folder relative to the innermost of `roots` that holds it; its last name if none does, or it is one of them. */
export function runName(dir: string, roots: readonly string[]): string {
  const within = roots.filter(root => isWithin(root, dir)).sort((a, b) => b.length - a.length);
  const path = within[0] === undefined ? '' : relative(within[0], dir);
  return path.split(sep).join('/') || basename(dir);
}
