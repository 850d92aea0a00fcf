import { l10n } from 'vscode';
import type { App } from '../app.js';
import { showReport } from '../panels/reportPanel.js';
import { chooseRuns } from '../runs/chooseRuns.js';

/** Shows where a run stands: its report, brought up to date. */
export async function openRun(app: App, ...args: unknown[]): Promise<void> {
  for (const run of await chooseRuns(app, args, { title: l10n.t('Open Run'), fits: () => true })) showReport(app, run);
}
