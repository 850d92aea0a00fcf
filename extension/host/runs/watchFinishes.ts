import { type Disposable, l10n, window } from 'vscode';
import { runCommand } from '../common/runCommand.js';
import { settings } from '../common/settings.js';
import type { Run } from './run.js';
import type { RunStore } from './runStore.js';
import { headlineOf } from './runText.js';

/** Says when a run that this window saw living is finished, and offers to look at it. */
export function watchFinishes(runs: RunStore): Disposable {
  return runs.onDidFinish(run => {
    if (settings.notifyWhenFinished()) void tell(run);
  });
}

async function tell(run: Run): Promise<void> {
  const result = headlineOf(run);
  const sentence = result
    ? l10n.t('The run {0} is finished: {1}.', run.name, result)
    : l10n.t('The run {0} is finished.', run.name);
  const [open, report] = [l10n.t('Open Run'), l10n.t('Open Report')];
  const pressed = await window.showInformationMessage(sentence, open, report);
  if (pressed === open) await runCommand('mfm.openRun', { kind: 'run', run });
  if (pressed === report) await runCommand('mfm.openReport', { kind: 'run', run });
}
