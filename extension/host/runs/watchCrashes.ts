import { type Disposable, type LogOutputChannel, l10n } from 'vscode';
import { offerLog } from '../common/errors.js';
import { runCommand } from '../common/runCommand.js';
import { tailOf } from './logTail.js';
import type { Run } from './run.js';
import type { RunStore } from './runStore.js';

/** Says once when a run that this window saw living has died, and offers to go on. */
export function watchCrashes(runs: RunStore, log: LogOutputChannel): Disposable {
  return runs.onDidCrash(run => void reportCrash(log, run));
}

async function reportCrash(log: LogOutputChannel, run: Run): Promise<void> {
  const { message, state, log: file } = run.summary;
  log.error(`${run.dir}: ${message ?? state}`);
  const tail = file ? await tailOf(file) : '';
  if (tail) log.error(`${file}:\n${tail}`);
  const goOn = run.summary.latest ? l10n.t('Resume') : l10n.t('Start Again');
  if ((await offerLog(log, sentenceFor(run), goOn)) === goOn) await runCommand('mfm.resumeRun', { kind: 'run', run });
}

function sentenceFor({ name, summary: { state, message, latest } }: Run): string {
  if (state === 'failed') return l10n.t('The run {0} failed: {1}', name, message ?? l10n.t('the log says more.'));
  return latest
    ? l10n.t('The process of the run {0} ended unexpectedly; the run can be resumed from its newest checkpoint.', name)
    : l10n.t('The process of the run {0} ended unexpectedly, before a checkpoint was saved.', name);
}
