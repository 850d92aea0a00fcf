import { l10n } from 'vscode';
import type { App } from '../app/app.js';
import { chooseRuns } from '../runs/chooseRuns.js';
import { isRunning } from '../runs/run.js';

/** Holds running runs before their next step; they keep their memory. */
export async function pauseRun(app: App, ...args: unknown[]): Promise<void> {
  for (const run of await chooseRuns(app, args, { title: l10n.t('Pause'), fits: isRunning })) {
    await (await app.runs.control(run)).call('pause', {});
  }
}
