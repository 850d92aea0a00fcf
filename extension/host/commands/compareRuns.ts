import { l10n, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { App } from '../app/app.js';
import { showRuns } from '../runPage/runPages.js';
import { givenRuns } from '../runs/givenRuns.js';
import type { Run } from '../runs/run.js';
import { runDescription } from '../runs/runText.js';

/** Shows the selected runs in one page, or those that the person picks. */
export async function compareRuns(app: App, ...args: unknown[]): Promise<void> {
  const given = givenRuns(args);
  const runs = given.length > 1 ? given : await pickRuns(app, given);
  if (!runs) return;
  if (runs.length < 2) throw new UserError(l10n.t('Choose two runs or more to compare them.'));
  showRuns(runs);
}

async function pickRuns(app: App, given: readonly Run[]): Promise<Run[] | undefined> {
  await app.runs.ready;
  const items = app.runs.runs.map(run => ({
    label: run.name,
    description: runDescription(l10n, run),
    picked: given.includes(run),
    run,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Compare Runs'),
    placeHolder: l10n.t('Two runs or more'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map(({ run }) => run);
}
