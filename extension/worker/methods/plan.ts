import { matchFile } from '../../engine/checkpoint/foreign/matchFile.js';
import { openFile } from '../../engine/checkpoint/open.js';
import { openSavedRun } from '../../engine/checkpoint/savedRun.js';
import type { Config } from '../../engine/config/schema.js';
import { stepsPerEpoch } from '../../engine/data/loader.js';
import { createModel, type PretrainModel } from '../../engine/models/model.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { machineMemory } from '../../engine/runtime/machineMemory.js';
import { describeRun, openTrainingImages } from '../../engine/training/description.js';
import { estimateMemory } from '../../engine/training/memoryEstimate.js';
import { requireTrainingMemory } from '../../engine/training/memoryLimit.js';
import { startingPoint } from '../../engine/training/pretrain.js';
import type { CallContext } from '../../protocol/rpc.js';
import { mostNamed } from '../../protocol/unusableImages.js';
import type { PretrainRequest, RunPlan } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';
import { readRunRequest } from '../runRequest.js';

/**
 * What a run would be. Looks at the images' first bytes and the headers of the checkpoints that it starts from; neither initialises the model
 * nor writes anything. What the machine's memory cannot hold is refused.
 *
 * @throws UserError for what would keep the run from starting
 */
export async function plan(request: PretrainRequest, { signal }: CallContext<never>): Promise<RunPlan> {
  const { config, output, resume } = readRunRequest(request);
  const model = createModel(config);
  const folder = await openTrainingImages(config);
  const run = RunFolder.open(output);
  const resumedFrom = await startingPoint(run, { config, resume });
  const accumulation = config.TRAIN.ACCUMULATION_STEPS;
  const counts = { stepsPerEpoch: stepsPerEpoch(folder, config.DATA.BATCH_SIZE), accumulation };
  const saved = resumedFrom ? await openSavedRun(resumedFrom, model.parameters, counts) : undefined;
  const start = {
    resumedFrom,
    step: saved?.progress.step ?? 0,
    pretrained: saved ? undefined : await encoder(config, model),
  };
  return withRuntime(({ runtime, considered }) => {
    requireTrainingMemory(config, model, runtime);
    const { type: _, ...description } = describeRun({ config, folder, model, run: run.dir, ...start });
    return {
      ...description,
      memoryBytes: estimateMemory(config, model.encoder, description.parameters, runtime.name),
      machineBytes: machineMemory(),
      imageFolder: folder.root,
      leftOut: { count: folder.skipped.length, files: folder.skipped.slice(0, mostNamed) },
      backendReason: considered.find(backend => backend.name === runtime.name)!.reason,
    };
  }, signal);
}

/** What would be loaded of the encoder that a new run is to start from. */
async function encoder({ PRETRAINED: file }: Config, { parameters }: PretrainModel) {
  if (file === '') return undefined;
  return { file, report: matchFile(await openFile(file), parameters.stored).report };
}
