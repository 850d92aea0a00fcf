import { l10n } from 'vscode';
import type { App } from '../app/app.js';
import { showReport } from '../panels/reportPanel.js';
import { chooseRuns } from '../runs/chooseRuns.js';

/** Shows the report of a run. */
export async function openReport(app: App, ...args: unknown[]): Promise<void> {
  for (const run of await chooseRuns(app, args, { title: l10n.t('Open Report'), fits: () => true }))
    showReport(app, run);
}
