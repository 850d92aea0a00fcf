/*
 * One measurement in a process of its own, so that its memory is its own:
 *   node trainingStep.js MODEL MODE STEPS [BATCH]     MODEL ti|s, MODE compiled|uncompiled|wasm
 * Prints one line of JSON.
 */
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel } from '../../extension/engine/models/model.js';
import { Random } from '../../extension/engine/random.js';
import { type Runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/runtime/wasm.js';
import { AdamW } from '../../extension/engine/training/adamw.js';
import { TrainingStep } from '../../extension/engine/training/step.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { uncompiled } from './uncompiled.js';

/** Width and heads of the two models; both have 12 blocks and patches of 16 px. */
const shapes = { ti: [192, 3], s: [384, 6] } as const;

const [modelName, mode, stepCount, batch] = process.argv.slice(2) as [keyof typeof shapes, string, string, string?];
const began = performance.now();
useRuntime(await runtimeOf(mode));
const config = configOf(modelName, Number(batch ?? 16));
const model = createModel(config);
model.parameters.initialise(0);
const betas = config.TRAIN.OPTIMIZER.BETAS;
const optimiser = new AdamW(model.parameters, { betas, epsilon: 1e-8, weightDecay: config.TRAIN.WEIGHT_DECAY });
const step = new TrainingStep(model, optimiser, config);
const random = new Random(1);
const size = config.DATA.IMG_SIZE;
const images = Float32Array.from({ length: config.DATA.BATCH_SIZE * 3 * size * size }, () => random.uniform());
const lowPass = Uint8Array.from({ length: config.DATA.BATCH_SIZE }, (_, i) => i % 2);

const seconds: number[] = [];
const losses: number[] = [];
for (let i = 0; i < Number(stepCount); i++) {
  const start = performance.now();
  const output = await step.run({ images, lowPass, step: i, rate: 1e-4, update: i + 1, updates: true });
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

async function runtimeOf(name: string): Promise<Runtime> {
  if (name === 'wasm') return createWasmRuntime();
  const library = process.env['MFM_LIBTENSORFLOW'];
  if (!library) throw new Error('Set MFM_LIBTENSORFLOW to libtensorflow_cc.so.2.');
  const runtime = await createTensorflowRuntime({ library, threads: 2 });
  return name === 'uncompiled' ? uncompiled(runtime) : runtime;
}

/** The paper's settings with the given model. */
function configOf(name: keyof typeof shapes, batchSize: number): Config {
  const config = defaultConfig();
  const [width, heads] = shapes[name];
  Object.assign(config.DATA, { BATCH_SIZE: batchSize });
  Object.assign(config.MODEL, { DROP_PATH_RATE: 0, RECOVER_TARGET_TYPE: 'masked' });
  Object.assign(config.MODEL.VIT, { EMBED_DIM: width, NUM_HEADS: heads, INIT_VALUES: null });
  config.TRAIN.OPTIMIZER.BETAS = [0.9, 0.95];
  // Its heap of 4 GiB does not hold the activations of such a batch.
  config.TRAIN.USE_CHECKPOINT = mode === 'wasm';
  return config;
}
