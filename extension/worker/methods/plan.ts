import { matchFile } from '../../engine/checkpoint/foreign/matchFile.js';
import { openFile } from '../../engine/checkpoint/open.js';
import { openSavedRun } from '../../engine/checkpoint/savedRun.js';
import type { Config } from '../../engine/config/schema.js';
import { stepsPerEpoch } from '../../engine/data/loader.js';
import { evaluatorsOf } from '../../engine/evaluation/registry.js';
import { sizeText } from '../../engine/input/input.js';
import type { Method } from '../../engine/methods/method.js';
import { createMethod, settled } from '../../engine/methods/registry.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { machineMemory } from '../../engine/runtime/machineMemory.js';
import { describeRun } from '../../engine/training/description.js';
import { openTrainingImages } from '../../engine/training/images.js';
import { estimateMemory } from '../../engine/training/memoryEstimate.js';
import { requireTrainingMemory } from '../../engine/training/memoryLimit.js';
import { trainingThreads } from '../../engine/training/parallel/threads.js';
import { runMetrics } from '../../engine/training/runMetrics.js';
import { startingPoint } from '../../engine/training/train.js';
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
  const { config: given, output, resume } = readRunRequest(request);
  const folder = await openTrainingImages(given);
  const config = settled(given, folder);
  const method = createMethod(config);
  const evaluators = evaluatorsOf(config, method, folder);
  for (const evaluator of evaluators) await evaluator.prepare(folder);
  const run = RunFolder.open(output);
  const resumedFrom = await startingPoint(run, { config, resume });
  const accumulation = config.TRAIN.ACCUMULATION_STEPS;
  const counts = { stepsPerEpoch: stepsPerEpoch(folder, config.DATA.BATCH_SIZE), accumulation };
  const saved = resumedFrom ? await openSavedRun(resumedFrom, method.parameters, counts) : undefined;
  const start = {
    resumedFrom,
    step: saved?.progress.step ?? 0,
    pretrained: saved ? undefined : await encoder(config, method),
  };
  return withRuntime(({ runtime, considered }) => {
    requireTrainingMemory(config, method, runtime);
    const threads = trainingThreads(config, saved?.progress);
    const { type: _, ...description } = describeRun({
      config,
      folder,
      method,
      metrics: runMetrics(method, evaluators),
      run: run.dir,
      threads,
      ...start,
    });
    return {
      ...description,
      task: method.task,
      imageSize: sizeText(method.encoder.input),
      memoryBytes: estimateMemory(config, method, runtime, threads),
      machineBytes: runtime.memory ?? machineMemory(),
      imageFolder: folder.root,
      leftOut: { count: folder.skipped.length, files: folder.skipped.slice(0, mostNamed) },
      backendReason: considered.find(backend => backend.name === runtime.name)!.reason,
    };
  }, signal);
}

/** What would be loaded of the encoder that a new run is to start from. */
async function encoder({ PRETRAINED: file }: Config, { encoderParameters }: Method) {
  if (file === '') return undefined;
  return { file, report: matchFile(await openFile(file), encoderParameters.stored).report };
}
