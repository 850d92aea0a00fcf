import { timeSteps as timeStepsOf } from '../../engine/training/timeSteps.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { PretrainRequest, StepTime } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';
import { readRunRequest } from '../runRequest.js';

/**
 * How long the steps of a run take on this machine, by a few of them.
 *
 * @throws UserError for what would keep the run from starting
 */
export async function timeSteps(request: PretrainRequest, { signal }: CallContext<never>): Promise<StepTime> {
  const { config } = readRunRequest(request);
  return withRuntime(() => timeStepsOf(config, signal), signal);
}
