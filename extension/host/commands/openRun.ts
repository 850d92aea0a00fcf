import { l10n } from 'vscode';
import type { App } from '../app/app.js';
import { showRuns } from '../runPage/runPages.js';
import { chooseRuns } from '../runs/chooseRuns.js';

/** Shows a run: its curves, samples and frequency bands, while it trains and afterwards. */
export async function openRun(app: App, ...args: unknown[]): Promise<void> {
  for (const run of await chooseRuns(app, args, { title: l10n.t('Open Run'), fits: () => true })) showRuns([run]);
}
