import { dirname } from 'node:path';
import { l10n, Uri, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { PretrainRequest } from '../../protocol/workerApi.js';
import type { App } from '../app/app.js';
import { runCommand } from '../common/runCommand.js';
import { settings } from '../common/settings.js';
import { withProgress } from '../engine/withProgress.js';
import { chooseConfig } from '../runs/chooseConfig.js';
import { confirmPlan } from '../runs/confirmPlan.js';
import { heldRun } from '../runs/heldRun.js';
import { launchRun, timeStamp } from '../runs/launchRun.js';
import { isRunsNode } from '../runs/nodes.js';
import { isLive } from '../runs/run.js';

/** Trains by a config: the one given (a file, or that of a run), the active editor's, or one that the person picks. */
export async function pretrain(app: App, given?: unknown): Promise<void> {
  const run = isRunsNode(given) ? given.run : undefined;
  const config = await chooseConfig(run ? Uri.file(RunFolder.open(run.dir).configFile) : uriOf(given));
  if (!config) return;
  const request = requestFor(config, run?.dir);
  const plan = await withProgress(l10n.t('Looking at what will run'), signal =>
    app.engine.call('plan', { ...request, resume: true }, { signal }),
  );
  const holder = app.runs.find(plan.run);
  if (holder && isLive(holder)) {
    await app.runsTree.reveal(holder);
    throw new UserError(l10n.t('{0} is training already; stop it first, or change TAG for another run.', holder.name));
  }
  const held = await heldRun(plan.run);
  // A folder that holds a run is a question also to those who do not want to be asked.
  const decision = settings.confirmPretrain() || held !== 'nothing' ? await confirmPlan(plan, held) : 'start';
  switch (decision) {
    case undefined:
      return;
    case 'install':
      await runCommand('mfm.installRuntime');
      return pretrain(app, given ?? config);
    case 'startNew':
      await launchRun(app, { ...request, output: `${plan.run}-${timeStamp(new Date())}`, resume: false });
      return;
    default:
      await launchRun(app, { ...request, output: plan.run, resume: decision === 'resume' });
  }
}

function uriOf(given: unknown): Uri | undefined {
  return given instanceof Uri ? given : undefined;
}

/** Runs of configs that name no OUTPUT lie in the workspace folder. */
function requestFor(config: Uri, output?: string): PretrainRequest {
  const folder = workspace.getWorkspaceFolder(config);
  return { config: { file: config.fsPath }, output, root: folder?.uri.fsPath ?? dirname(config.fsPath) };
}
