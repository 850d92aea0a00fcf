import { maskBand } from '../../extension/engine/config/maskBand.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { type LossKind, lossKindOf, lossKindsOf, tasksOf } from '../../extension/engine/config/tasks.js';
import type { ShapedBand } from '../../extension/engine/frequency/maskShape.js';
import { pretextTraining } from '../../extension/engine/methods/mfm/pretextTraining.js';
import type { PretrainModel } from '../../extension/engine/models/model.js';
import { decayGroups } from '../../extension/engine/optimisation/groups.js';
import type { Optimiser } from '../../extension/engine/optimisation/optimiser.js';
import { type StepOptions, type StepPlace, TrainingStep } from '../../extension/engine/training/step.js';

/** What a step of frequency pre-training may take. */
export interface PretextBatch {
  /** `[batch, 3, size, size]` in [0, 1], like `degraded`. */
  images: Float32Array;
  degraded?: Float32Array;
  /** `[batch]`, like the others. */
  lowPass: Uint8Array;
  masked?: Uint8Array;
  /** Numbers of the bands that the step was made with. */
  bands?: Uint8Array;
}

/** The training step of a model on batches that are made by hand. */
export function pretextStep(
  model: PretrainModel,
  optimiser: Optimiser,
  config: Config,
  bands: readonly ShapedBand[] = [maskBand(config)],
  parts: Pick<StepOptions, 'precision' | 'reducer' | 'lossScale'> = {},
) {
  const { parameters, encoder } = model;
  const objective = pretextTraining(model, config, { bands: [...bands], ofEntry: new Uint8Array() });
  const { ACCUMULATION_STEPS: accumulation, CLIP_GRAD: clip } = config.TRAIN;
  const method = { encoder, parameters, groups: decayGroups(parameters) };
  const step = new TrainingStep(method, objective, optimiser, { accumulation, clip, seed: config.SEED, ...parts });
  return {
    run({ images, degraded, lowPass, masked, bands: chosen, ...place }: PretextBatch & StepPlace) {
      const fields: Record<string, Float32Array> = { images, lowPass: Float32Array.from(lowPass) };
      if (degraded) fields['degraded'] = degraded;
      if (masked) fields['masked'] = Float32Array.from(masked);
      if (chosen) fields['bands'] = oneHot(chosen, bands.length);
      const kinds = lossKindsOf(config.DATA);
      if (kinds.length > 0) fields['kind'] = oneHot(kindsIn(config, lowPass, masked, kinds), kinds.length);
      return step.run({ size: lowPass.length, fields }, place);
    },
    resetAccumulation: () => step.resetAccumulation(),
    dispose: () => {
      step.dispose();
      objective.dispose();
    },
  };
}

function kindsIn(config: Config, lowPass: Uint8Array, masked: Uint8Array | undefined, kinds: readonly LossKind[]) {
  const tasks = tasksOf(config.DATA);
  const other = tasks.filter(task => task !== 'mfm').slice(0, 1);
  const tasksAt = (i: number) => (masked ? (masked[i] ? (['mfm'] as const) : other) : tasks);
  return lowPass.map((low, i) => lossKindOf(tasksAt(i), low === 1, kinds));
}

function oneHot(numbers: Uint8Array, count: number): Float32Array {
  const rows = new Float32Array(numbers.length * count);
  for (const [i, number] of numbers.entries()) rows[i * count + number] = 1;
  return rows;
}
