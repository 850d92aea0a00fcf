import { type Disposable, l10n } from 'vscode';
import type { App } from '../app.js';
import { runCommand } from '../commands/runCommand.js';
import { offerLog } from '../errors.js';
import { tailOf } from './logTail.js';
import type { Run } from './run.js';

/** Says once when a run that this window saw living has died, and offers to go on. */
export function watchCrashes(app: App): Disposable {
  return app.runs.onDidCrash(run => void reportCrash(app, run));
}

async function reportCrash({ log }: App, run: Run): Promise<void> {
  const { message, state, log: file } = run.summary;
  log.error(`${run.dir}: ${message ?? state}`);
  const tail = file ? await tailOf(file) : '';
  if (tail) log.error(`${file}:\n${tail}`);
  const sentence =
    state === 'failed'
      ? l10n.t('The run {0} failed: {1}', run.name, message ?? l10n.t('the log says more.'))
      : l10n.t(
          'The process of the run {0} ended unexpectedly; the run can be resumed from its newest checkpoint.',
          run.name,
        );
  const resume = l10n.t('Resume');
  if ((await offerLog(log, sentence, resume)) === resume) await runCommand('mfm.resumeRun', { kind: 'run', run });
}
