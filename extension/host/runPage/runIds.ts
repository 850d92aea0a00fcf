import { l10n } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { Run } from '../runs/run.js';
import type { RunStore } from '../runs/runStore.js';
import { runId } from './runId.js';

/** The run that a page means, if there is such a one. */
export function findRun({ runs }: RunStore, id: unknown): Run | undefined {
  return runs.find(run => runId(run) === id);
}

/** The run that a page means. @throws UserError when there is none */
export function requireRun(store: RunStore, id: unknown): Run {
  const run = findRun(store, id);
  if (!run) throw new UserError(l10n.t('This run is not there any more.'));
  return run;
}

/** The runs of a list of ids that a page gave, without those that are gone. */
export function findRuns(store: RunStore, ids: unknown): Run[] {
  if (!Array.isArray(ids)) throw new TypeError('A page gave no list of runs.');
  return [...new Set(ids)].map(id => findRun(store, id)).filter(run => run !== undefined);
}
