import type { RunView } from '../../extension/protocol/runPage.js';
import { t } from '../host/t.js';

/** The state in one word. */
export function stateText(state: RunView['state']): string {
  const words: Record<RunView['state'], string> = {
    running: t('running'),
    paused: t('paused'),
    stopping: t('stopping'),
    finished: t('finished'),
    stopped: t('stopped'),
    failed: t('failed'),
    interrupted: t('interrupted'),
    unreadable: t('run.json cannot be read'),
  };
  return words[state] ?? state;
}

/** Whether the run's process is there. */
export function isLive({ state }: Pick<RunView, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'stopping';
}

/** Whether it can be started again where it ended. */
export function isUnfinished({ state }: Pick<RunView, 'state'>): boolean {
  return ['stopped', 'failed', 'interrupted', 'unreadable'].includes(state);
}

/** The epoch in which the run is or was, counted from 1. */
export function epochOf({ step, stepsPerEpoch, epochs }: RunView): number | undefined {
  if (!stepsPerEpoch || !epochs) return undefined;
  return Math.min(epochs, Math.floor(Math.max(0, step - 1) / stepsPerEpoch) + 1);
}
