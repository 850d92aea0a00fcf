/*
 * One measurement in a process of its own, so that its memory is its own:
 *   node trainingStep.js PRESET MODE STEPS BATCH     PRESET vit_tiny, finetune/vit_small ..., MODE compiled|uncompiled|wasm
 * Prints one line of JSON.
 */
import { loadConfig } from '../../extension/engine/config/load.js';
import { isFineTuning } from '../../extension/engine/config/purpose.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { createModel } from '../../extension/engine/models/model.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { createOptimiser } from '../../extension/engine/optimisation/registry.js';
import { Random } from '../../extension/engine/random.js';
import { type Runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';
import { type StepOutput, type StepPlace, TrainingStep } from '../../extension/engine/training/step.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { pretextStep } from '../support/pretextStep.js';
import { root } from '../support/root.js';
import { uncompiled } from './uncompiled.js';

const [preset, mode, stepCount, batch] = process.argv.slice(2) as [string, string, string, string];
const began = performance.now();
useRuntime(await runtimeOf(mode));
const config = await configOf(preset, Number(batch));
const random = new Random(1);
const size = config.DATA.IMG_SIZE;
const images = Float32Array.from({ length: config.DATA.BATCH_SIZE * 3 * size * size }, () => random.uniform());
const run = isFineTuning(config) ? await classes(config) : frequencies(config);

const seconds: number[] = [];
const losses: number[] = [];
for (let i = 0; i < Number(stepCount); i++) {
  const start = performance.now();
  const output = await run({ step: i, rates: () => 1e-4, update: i + 1, updates: true });
  seconds.push((performance.now() - start) / 1000);
  losses.push(output.loss);
}
const firstStep = (performance.now() - began) / 1000 - seconds.slice(1).reduce((a, b) => a + b, 0);
console.log(
  JSON.stringify({
    seconds: seconds.slice(2),
    firstStep,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    losses,
  }),
);

/** Frequency pre-training. */
function frequencies(config: Config): (place: StepPlace) => Promise<StepOutput> {
  const model = createModel(config);
  model.parameters.initialise(0);
  const betas = config.TRAIN.OPTIMIZER.BETAS;
  const optimiser = new AdamW(model.parameters, { betas, epsilon: 1e-8, weightDecay: config.TRAIN.WEIGHT_DECAY });
  const step = pretextStep(model, optimiser, config);
  const lowPass = Uint8Array.from({ length: config.DATA.BATCH_SIZE }, (_, i) => i % 2);
  return place => step.run({ images, lowPass, ...place });
}

/** Fine-tuning on a thousand classes. */
async function classes(config: Config): Promise<(place: StepPlace) => Promise<StepOutput>> {
  const method = createMethod(config);
  method.parameters.initialise(0);
  const names = Array.from({ length: config.MODEL.NUM_CLASSES }, (_, i) => String(i));
  const entries = names.map((name, label) => ({ path: name, label }));
  const objective = await method.objective({ root: '', classes: names, entries, skipped: [] });
  const optimiser = createOptimiser(method.parameters, method.groups, config);
  const { BATCH_SIZE: batch } = config.DATA;
  const step = new TrainingStep(method, objective, optimiser, {
    accumulation: 1,
    clip: config.TRAIN.CLIP_GRAD,
    seed: 0,
  });
  const targets = new Float32Array(batch * names.length);
  for (let i = 0; i < batch; i++) targets[i * names.length + i] = 1;
  return place => step.run({ size: batch, fields: { images, targets } }, place);
}

async function runtimeOf(name: string): Promise<Runtime> {
  if (name === 'wasm') return createWasmRuntime();
  const library = process.env['MFM_LIBTENSORFLOW'];
  if (!library) throw new Error('Set MFM_LIBTENSORFLOW to libtensorflow_cc.so.2.');
  const runtime = await createTensorflowRuntime({ library, threads: 2 });
  return name === 'uncompiled' ? uncompiled(runtime) : runtime;
}

/** The preset with another batch, and without accumulation. */
async function configOf(name: string, batchSize: number): Promise<Config> {
  const config = await loadConfig(`${root}examples/configs/${name}.yaml`);
  Object.assign(config.DATA, { BATCH_SIZE: batchSize });
  config.TRAIN.ACCUMULATION_STEPS = 1;
  // Its heap of 4 GiB does not hold the activations of such a batch.
  config.TRAIN.USE_CHECKPOINT = mode === 'wasm';
  return config;
}
