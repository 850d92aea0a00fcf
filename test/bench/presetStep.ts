import { loadConfig } from '../../extension/engine/config/load.js';
import { isFineTuning } from '../../extension/engine/config/purpose.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { createModel } from '../../extension/engine/models/model.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { createOptimiser } from '../../extension/engine/optimisation/registry.js';
import { Random } from '../../extension/engine/random.js';
import { precisionFor } from '../../extension/engine/runtime/precision.js';
import { runtime } from '../../extension/engine/runtime/runtime.js';
import { estimateMemory } from '../../extension/engine/training/memoryEstimate.js';
import { type StepOutput, type StepPlace, TrainingStep } from '../../extension/engine/training/step.js';
import { pretextStep } from '../support/pretextStep.js';
import { root } from '../support/root.js';

/** Runs one update, by which the weights change. @param index counted from 0 */
export type Update = (index: number) => Promise<StepOutput>;

export interface PresetStep {
  update: Update;
  /** Bytes that a plan says a run of it takes, on the runtime that is in use. */
  planned: number;
}

export interface PresetOptions {
  /** Whether activations are computed a second time instead of being kept. */
  recompute?: boolean;
  amp?: Config['AMP_OPT_LEVEL'];
}

/**
 * The training step of a preset on images of noise, with the runtime that is in use.
 */
export async function presetStep(preset: string, batch: number, options: PresetOptions = {}): Promise<PresetStep> {
  const config = await configOf(preset, batch, options);
  const { trained, run } = isFineTuning(config) ? await classes(config) : frequencies(config);
  return {
    update: index => run({ step: index, rates: () => 1e-4, update: index + 1, updates: true }),
    planned: estimateMemory(config, trained, runtime()),
  };
}

interface Training {
  trained: Parameters<typeof estimateMemory>[1];
  run(place: StepPlace): Promise<StepOutput>;
}

/** Frequency pre-training. */
function frequencies(config: Config): Training {
  const model = createModel(config);
  model.parameters.initialise(0);
  const betas = config.TRAIN.OPTIMIZER.BETAS;
  const optimiser = new AdamW(model.parameters, { betas, epsilon: 1e-8, weightDecay: config.TRAIN.WEIGHT_DECAY });
  const { precision } = precisionFor(model.encoder);
  const step = pretextStep(model, optimiser, config, undefined, { precision });
  const images = noise(config);
  const lowPass = Uint8Array.from({ length: config.DATA.BATCH_SIZE }, (_, i) => i % 2);
  return { trained: model, run: place => step.run({ images, lowPass, ...place }) };
}

/** Fine-tuning on a thousand classes. */
async function classes(config: Config): Promise<Training> {
  const method = createMethod(config);
  method.parameters.initialise(0);
  const names = Array.from({ length: config.MODEL.NUM_CLASSES }, (_, i) => String(i));
  const entries = names.map((name, label) => ({ path: name, label }));
  const objective = await method.objective({ root: '', classes: names, entries, skipped: [] });
  const optimiser = createOptimiser(method.parameters, method.groups, config);
  const { BATCH_SIZE: batch } = config.DATA;
  const images = noise(config);
  const step = new TrainingStep(method, objective, optimiser, {
    accumulation: 1,
    clip: config.TRAIN.CLIP_GRAD,
    seed: 0,
    precision: precisionFor(method.encoder).precision,
  });
  const targets = new Float32Array(batch * names.length);
  for (let i = 0; i < batch; i++) targets[i * names.length + i] = 1;
  return { trained: method, run: place => step.run({ size: batch, fields: { images, targets } }, place) };
}

function noise({ DATA: { BATCH_SIZE: batch, IMG_SIZE: size } }: Config): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: batch * 3 * size * size }, () => random.uniform());
}

/** The preset with another batch, and without accumulation. */
async function configOf(
  name: string,
  batchSize: number,
  { recompute = false, amp = '' }: PresetOptions,
): Promise<Config> {
  const config = await loadConfig(`${root}examples/configs/${name}.yaml`);
  Object.assign(config.DATA, { BATCH_SIZE: batchSize });
  config.AMP_OPT_LEVEL = amp;
  Object.assign(config.TRAIN, { ACCUMULATION_STEPS: 1, USE_CHECKPOINT: recompute });
  return config;
}
