import { metricsOf } from '../../engine/metrics/recorded.js';
import { headline } from '../../engine/metrics/text.js';
import { duration } from '../../engine/text/format.js';
import type { RunSnapshot } from '../../protocol/runApi.js';
import type { BackendReport } from '../../protocol/workerApi.js';

/** A live run as the status bar needs it. */
export interface LiveRun {
  name: string;
  live: RunSnapshot;
}

export interface StatusInput {
  runs: LiveRun[];
  engine: 'off' | 'starting' | 'idle' | 'busy' | 'failed';
  backend?: Pick<BackendReport, 'name' | 'device'>;
}

/** The words of the status bar: an icon and a line, and the same line without icons for screen readers. */
export function statusText({ runs, engine, backend }: StatusInput): { text: string; label: string } {
  const [icon, line] = words(runs, engine, backend);
  return { text: `$(${icon}) ${line}`, label: `MFM: ${line}` };
}

function words(runs: LiveRun[], engine: StatusInput['engine'], backend: StatusInput['backend']): [string, string] {
  const [run, ...others] = runs;
  if (run) {
    const isPaused = runs.every(({ live }) => live.state === 'paused');
    const line = others.length > 0 ? `${runs.length} runs · ${progressOf(run)}` : progressOf(run);
    return [isPaused ? 'debug-pause' : 'sync~spin', line];
  }
  if (engine === 'failed') return ['error', 'MFM: engine ended'];
  const name = backend ? `${backend.name} · ${backend.device?.split(',')[0] ?? ''}` : 'MFM';
  if (engine === 'starting' || engine === 'busy') return ['loading~spin', name];
  return ['chip', name];
}

/** 'demo 120/600 · loss 0.331 · 2 min 05 s left' */
export function progressOf({ name, live }: LiveRun): string {
  const { start, step, state } = live;
  const parts = [`${name} ${step?.step ?? start.step}/${start.totalSteps}`];
  const value = headline(metricsOf(start), { ...live.metrics?.values, ...step?.values });
  if (value) parts.push(value);
  if (state === 'paused') parts.push('paused');
  else if (state === 'stopping') parts.push('stopping');
  else if (step) parts.push(`${duration(step.etaSeconds)} left`);
  return parts.join(' · ');
}
