import { l10n, Uri } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { PretrainRequest } from '../../protocol/workerApi.js';
import type { App } from '../app/app.js';
import { byConfig } from '../common/errors.js';
import { runCommand } from '../common/runCommand.js';
import { settings } from '../common/settings.js';
import { withProgress } from '../engine/withProgress.js';
import { showRuns } from '../runPage/runPages.js';
import { confirmPlan } from '../runs/confirmPlan.js';
import { heldRun } from '../runs/heldRun.js';
import { launchRun, timeStamp } from '../runs/launchRun.js';
import type { Verb } from '../runs/planText.js';
import { isLive } from '../runs/run.js';
import * as stepTimes from './stepTimes.js';

/** Shows what a run would be, asks, and starts it or goes on with it, whatever it learns. */
export async function startTraining(app: App, request: PretrainRequest, verb: Verb): Promise<void> {
  const config = Uri.file(request.config.file);
  const plan = await byConfig(config, () =>
    withProgress(l10n.t('Looking at what will run'), signal =>
      app.engine.call('plan', { ...request, resume: true }, { signal }),
    ),
  );
  const holder = app.runs.find(plan.run);
  if (holder && isLive(holder)) {
    await app.runsTree.reveal(holder);
    throw new UserError(l10n.t('{0} is training already; stop it first, or change TAG for another run.', holder.name));
  }
  const held = await heldRun(plan.run);
  // A folder that holds a run is a question also to those who do not want to be asked.
  const decision = settings.confirmPretrain() || held !== 'nothing' ? await ask() : 'start';
  switch (decision) {
    case undefined:
      return;
    case 'install':
      await runCommand('mfm.installRuntime');
      return startTraining(app, request, verb);
    case 'startNew':
      return launch({ ...request, output: `${plan.run}-${timeStamp(new Date())}`, resume: false });
    default:
      return launch({ ...request, output: plan.run, resume: decision === 'resume' });
  }

  async function ask() {
    return confirmPlan({ plan, held, verb, stepTime: await stepTimes.of(request, plan, app.log) });
  }

  /** Whoever has started a run wants to see it. */
  async function launch(wanted: PretrainRequest): Promise<void> {
    const run = await byConfig(config, () => launchRun(app, wanted));
    if (run) showRuns([run]);
  }
}
