// Runs in a thread that trains along: answers every job with the gradient of its part of a batch, in shared memory.
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../config/schema.js';
import type { ImageFolder } from '../../data/folder.js';
import type { Shard } from '../../data/shard.js';
import { messageOf, UserError } from '../../errors.js';
import { createMethod } from '../../methods/registry.js';
import { runtime, useRuntime } from '../../runtime/runtime.js';
import { createWasmRuntime } from '../../wasm/wasm.js';
import { Gradient, type Samples } from '../gradient.js';
import { partsOf, type SharedValues } from './sharedValues.js';

/** What jobs share. */
export interface GradientSettings {
  /** As the run has it, settled. */
  config: Config;
  source: ImageFolder;
  shard: Shard;
  values: SharedValues;
}

/** A part of the batch of a step. The weights are in shared memory by then. */
export interface GradientJob {
  step: number;
  samples: Samples;
}

/** Says that the report is in shared memory, or why there is none. */
export type GradientResult = 'done' | { failure: string; isUsers: boolean };

const { config, source, shard, values } = workerData as GradientSettings;
const port = parentPort!;

useRuntime(await createWasmRuntime());
const method = createMethod(config);
readWeights();
const objective = await method.objective(source);
const gradient = new Gradient({ method, objective, seed: config.SEED, shard });
const compiled = runtime().compile(
  'gradient',
  (...batch) => gradient.report(batch),
  method.parameters.variablesOfState(),
);

port.on('message', async (job: GradientJob) => port.postMessage(await answer(job)));
port.postMessage('loaded');

async function answer({ step, samples }: GradientJob): Promise<GradientResult> {
  try {
    readWeights();
    const inputs = gradient.inputs(samples, step);
    const report = await compiled.run(...inputs);
    const part = partsOf(values.report);
    for (const tensor of report) part(tensor.size).set(tensor.dataSync());
    for (const tensor of [...inputs, ...report]) tensor.dispose();
    return 'done';
  } catch (error) {
    return { failure: messageOf(error), isUsers: error instanceof UserError };
  }
}

function readWeights(): void {
  const part = partsOf(values.weights);
  for (const { name, shape } of method.parameters.stored) {
    method.parameters.set(name, part(shape.reduce((a, b) => a * b, 1)));
  }
}
