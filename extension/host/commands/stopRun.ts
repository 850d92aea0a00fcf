import { l10n, type MessageItem, window } from 'vscode';
import { ClosedError } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { chooseRuns } from '../runs/chooseRuns.js';
import { isLive, type Run } from '../runs/run.js';

interface Choice extends MessageItem {
  save: boolean;
}

/** Ends live runs after their current step, with or without a checkpoint. */
export async function stopRun(app: App, ...args: unknown[]): Promise<void> {
  const runs = await chooseRuns(app, args, { title: l10n.t('Stop'), fits: isLive });
  if (runs.length === 0) return;
  const choice = await ask(runs);
  if (!choice) return;
  const title = l10n.t('Stopping {0}', namesOf(runs));
  await window.withProgress({ location: { viewId: 'mfm.runs' }, title }, () =>
    Promise.all(runs.map(run => stop(app, run, choice.save))),
  );
}

function ask(runs: readonly Run[]): Thenable<Choice | undefined> {
  const detail = l10n.t('It saves a checkpoint first and can be resumed.');
  return window.showWarningMessage<Choice>(
    l10n.t('Stop {0}?', namesOf(runs)),
    { modal: true, detail },
    { title: l10n.t('Stop and Save'), save: true },
    { title: l10n.t('Stop Without Saving'), save: false },
  );
}

async function stop({ runs }: App, run: Run, save: boolean): Promise<void> {
  const process = await runs.control(run);
  try {
    await process.call('stop', { save });
  } catch (error) {
    // The process may be gone before its answer is here.
    if (!(error instanceof ClosedError)) throw error;
  } finally {
    await runs.read([run.dir]);
  }
}

function namesOf(runs: readonly Run[]): string {
  return runs.map(({ name }) => name).join(', ');
}
