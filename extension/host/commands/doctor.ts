import { l10n } from 'vscode';
import type { App } from '../app/app.js';
import { showDoctor } from '../doctor/doctorPanel.js';
import { withProgress } from '../engine/withProgress.js';

/** Shows what this machine offers, which backend runs and why not a better one. */
export async function doctor(app: App): Promise<void> {
  const report = await withProgress(l10n.t('Looking at this machine'), signal =>
    app.engine.call('doctor', {}, { signal }),
  );
  showDoctor(app, report);
}
