import { l10n, type QuickPickItem, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { givenRuns } from './givenRuns.js';
import { displayState, type Run } from './run.js';
import type { RunStore } from './runStore.js';
import { runDescription } from './runText.js';

interface RunItem extends QuickPickItem {
  run: Run;
}

/**
 * The runs that a command acts on: the nodes it was given, the only run that fits, or one that the person picks. Empty
 * when the person gives up.
 *
 * @throws UserError when no run fits
 */
export async function chooseRuns(
  { runs }: { runs: RunStore },
  args: readonly unknown[],
  { title, fits }: { title: string; fits: (run: Run) => boolean },
): Promise<Run[]> {
  // The command may be what activated the extension.
  await runs.ready;
  const given = givenRuns(args);
  const candidates = (given.length > 0 ? given : runs.runs).filter(fits);
  if (candidates.length === 0) throw new UserError(nothingFits(given));
  if (given.length > 0 || candidates.length === 1) return candidates;
  const picked = await window.showQuickPick(candidates.map(itemOf), { title, matchOnDescription: true });
  return picked ? [picked.run] : [];
}

function itemOf(run: Run): RunItem {
  return { label: run.name, description: runDescription(l10n, run), run };
}

function nothingFits(given: readonly Run[]): string {
  const [run] = given;
  if (!run) return l10n.t('There is no run for this command.');
  return l10n.t('{0} is {1}: the command does not apply to it.', run.name, displayState(run));
}
