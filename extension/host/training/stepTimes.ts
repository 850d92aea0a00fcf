import { type LogOutputChannel, l10n } from 'vscode';
import { messageOf } from '../../engine/errors.js';
import type { PretrainRequest, RunPlan, StepTime } from '../../protocol/workerApi.js';
import { forkWorker } from '../engine/forkWorker.js';
import { withProgress } from '../engine/withProgress.js';

/** What steps take, by what that depends on. */
const known = new Map<string, StepTime>();

/**
 * How long the steps of a run take on this computer: a few are tried, once for each model, batch and folder, in a process
 * that then gives its memory back. Undefined where nothing is left to train, and when whoever waits does not want to.
 */
export async function of(
  request: PretrainRequest,
  plan: RunPlan,
  log: LogOutputChannel,
): Promise<StepTime | undefined> {
  const { model, task, imageSize, batchSize, backend, device, imageFolder, step, totalSteps } = plan;
  if (step >= totalSteps) return undefined;
  const key = JSON.stringify([model, task, imageSize, batchSize, backend, device, imageFolder]);
  const time = known.get(key) ?? (await timed(request, log));
  if (time) known.set(key, time);
  return time;
}

async function timed(request: PretrainRequest, log: LogOutputChannel): Promise<StepTime | undefined> {
  return withProgress(l10n.t('Timing a few steps (Cancel to skip)'), async signal => {
    const { client, child } = forkWorker();
    try {
      return await client.call('timeSteps', request, { signal });
    } catch (error) {
      // Whatever keeps steps from being timed, the run itself will say.
      if (!signal.aborted) log.warn(`The steps could not be timed: ${messageOf(error)}`);
      return undefined;
    } finally {
      client.close();
      child.kill();
    }
  });
}
