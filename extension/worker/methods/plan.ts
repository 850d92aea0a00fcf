import { totalmem } from 'node:os';
import { readCheckpointMeta } from '../../engine/checkpoint/checkpoint.js';
import { createModel } from '../../engine/models/model.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { describeRun, openTrainingImages } from '../../engine/training/description.js';
import { estimateMemory } from '../../engine/training/memoryEstimate.js';
import { startingPoint } from '../../engine/training/pretrain.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { PretrainRequest, RunPlan } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';
import { readRunRequest } from '../runRequest.js';

/**
 * What a run would be. Looks at the images' first bytes and the newest checkpoint's header; neither initialises the model
 * nor writes anything.
 *
 * @throws UserError for what would keep the run from starting
 */
export async function plan(request: PretrainRequest, { signal }: CallContext<never>): Promise<RunPlan> {
  const { config, output, resume } = readRunRequest(request);
  const model = createModel(config);
  const folder = await openTrainingImages(config);
  const run = RunFolder.open(output);
  const resumedFrom = await startingPoint(run, { config, resume });
  const step = resumedFrom ? (await readCheckpointMeta(resumedFrom)).meta.step : 0;
  return withRuntime(({ runtime, considered }) => {
    const { type: _, ...description } = describeRun({ config, folder, model, run: run.dir, step, resumedFrom });
    return {
      ...description,
      memoryBytes: estimateMemory(config, description.parameters, runtime.name),
      machineBytes: totalmem(),
      skipped: folder.skipped.length,
      backendReason: considered.find(backend => backend.name === runtime.name)!.reason,
    };
  }, signal);
}
