import { l10n } from 'vscode';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { App } from '../app.js';
import { chooseRuns } from '../runs/chooseRuns.js';
import { launchRun } from '../runs/launchRun.js';
import { displayState, isResumable, type Run } from '../runs/run.js';

/** Lets paused runs go on, and starts ended ones again from their newest checkpoints, by the configs of their folders. */
export async function resumeRun(app: App, ...args: unknown[]): Promise<void> {
  for (const run of await chooseRuns(app, args, { title: l10n.t('Resume'), fits: isResumable })) {
    if (displayState(run) === 'paused') await (await app.runs.control(run)).call('resume', {});
    else await startAgain(app, run);
  }
}

async function startAgain(app: App, { dir }: Run): Promise<void> {
  const { configFile } = RunFolder.open(dir);
  await launchRun(app, { config: { file: configFile }, output: dir, resume: true });
}
