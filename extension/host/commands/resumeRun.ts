import { l10n, window } from 'vscode';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { App } from '../app/app.js';
import { chooseRuns } from '../runs/chooseRuns.js';
import { heldRun } from '../runs/heldRun.js';
import { launchRun } from '../runs/launchRun.js';
import { displayState, isResumable, type Run } from '../runs/run.js';

/**
 * Lets paused runs go on, and starts ended ones again from their newest checkpoints, by the configs of their folders. Of a
 * run without a checkpoint nothing is left to go on from: it begins again if the person says so.
 */
export async function resumeRun(app: App, ...args: unknown[]): Promise<void> {
  for (const run of await chooseRuns(app, args, { title: l10n.t('Resume'), fits: isResumable })) {
    if (displayState(run) === 'paused') await (await app.runs.control(run)).call('resume', {});
    else if ((await heldRun(run.dir)) !== 'curve' || (await mayBeginAgain(run))) await launchAgain(app, run);
  }
}

async function mayBeginAgain({ name }: Run): Promise<boolean> {
  const again = l10n.t('Start Again');
  const question = l10n.t('No checkpoint of {0} was saved. Start it again?', name);
  const detail = l10n.t(
    'There is nothing to resume from: training would begin again. The old curve is kept aside in the run folder.',
  );
  return (await window.showWarningMessage(question, { modal: true, detail }, again)) === again;
}

async function launchAgain(app: App, { dir }: Run): Promise<void> {
  const { configFile } = RunFolder.open(dir);
  await launchRun(app, { config: { file: configFile }, output: dir, resume: true });
}
