import * as tf from '@tensorflow/tfjs-core';
import { maskBand } from '../config/maskBand.js';
import type { Config } from '../config/schema.js';
import type { ShapedBand } from '../frequency/maskShape.js';
import { BatchInputs, type TrainingBatch } from '../methods/mfm/batchInputs.js';
import { pretextObjective } from '../methods/mfm/objective.js';
import type { PretrainModel } from '../models/model.js';
import type { AdamW } from '../optimisation/adamw.js';
import { Random } from '../random.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';

/** What one step needs from outside. */
export interface StepInput extends TrainingBatch {
  /** 0-based over the whole run; names the step's random stream. */
  step: number;
  /** Learning rate, and number of this update counted from 1; used when `updates` is true. */
  rate: number;
  update: number;
  /** Whether this micro-batch ends with an update (always, without accumulation). */
  updates: boolean;
}

export interface StepOutput {
  loss: number;
  /** Global L2 norm of the gradient before clipping. */
  gradNorm: number;
}

/**
 * The training step: corrupt, predict, compare, differentiate, clip, update. Compiled once, all state in variables.
 *
 * With accumulation over A micro-batches the gradient of loss / A is added to a running sum, which is clipped after
 * every micro-batch, as in the reference (fact sheet 1.12).
 */
export class TrainingStep {
  private readonly sums: tf.Variable[];
  private readonly update: CompiledStep;
  private readonly accumulate: CompiledStep;
  private readonly batches: BatchInputs;

  /** @param bands the bands that masks may have, by the number in a batch; the config's unless radii adapt to classes */
  constructor(
    private readonly model: PretrainModel,
    private readonly optimiser: AdamW,
    private readonly config: Config,
    bands: readonly ShapedBand[] = [maskBand(config)],
  ) {
    const accumulation = config.TRAIN.ACCUMULATION_STEPS;
    this.sums =
      accumulation > 1 ? model.parameters.specs.map(s => tf.tidy(() => tf.variable(tf.zeros(s.shape), false))) : [];
    this.batches = new BatchInputs(config, bands);
    const variables = [...model.parameters.variablesOfState(), ...optimiser.variables(), ...this.sums];
    this.update = runtime().compile('train', (...inputs) => this.trace(inputs, true), variables);
    this.accumulate = runtime().compile('accumulate', (...inputs) => this.trace(inputs, false), variables);
  }

  /** Runs one step; variables hold the new state when it resolves. */
  async run(input: StepInput): Promise<StepOutput> {
    const inputs: tf.Tensor[] = [
      ...this.batches.tensors(input),
      this.optimiser.hyper(input.rate, input.update),
      ...this.drawKeep(input.step, input.lowPass.length),
    ];
    const [report] = await (input.updates ? this.update : this.accumulate).run(...inputs);
    const [loss, gradNorm] = report!.dataSync() as Float32Array;
    tf.dispose([inputs, report!]);
    return { loss: loss!, gradNorm: gradNorm! };
  }

  /** Forgets a partly accumulated gradient, as the reference does at the start of every epoch. */
  resetAccumulation(): void {
    for (const sum of this.sums) tf.tidy(() => sum.assign(tf.zeros(sum.shape)));
  }

  /** The running sums of the gradient, in model order; empty without accumulation. Part of the state of a run. */
  accumulated(): tf.Variable[] {
    return this.sums;
  }

  dispose(): void {
    this.update.dispose();
    this.accumulate.dispose();
    this.batches.dispose();
    tf.dispose(this.sums);
  }

  /** @returns `[2]`: loss and gradient norm */
  private trace(inputs: tf.Tensor[], updates: boolean): tf.Tensor[] {
    const batch = inputs.slice(0, this.batches.count);
    const [hyper, keep] = inputs.slice(this.batches.count) as [tf.Tensor, tf.Tensor | undefined];
    const accumulation = this.config.TRAIN.ACCUMULATION_STEPS;
    const variables = this.model.parameters.all();
    const input = this.batches.pretext(batch);
    const { value: loss, grads } = tf.variableGrads(
      () => pretextObjective(this.model, this.config, input, { training: true, keep }).loss as tf.Scalar,
      variables,
    );
    const fresh = variables.map(v => grads[v.name]!);
    const gradients = accumulation > 1 ? fresh.map((g, i) => tf.add(this.sums[i]!, tf.div(g, accumulation))) : fresh;
    const norm = tf.sqrt(tf.addN(gradients.map(g => tf.sum(tf.square(g)))));
    const factor = clipFactor(norm, this.config.TRAIN.CLIP_GRAD);
    if (updates) this.optimiser.apply(gradients, factor, hyper);
    for (const [i, sum] of this.sums.entries()) {
      sum.assign(updates ? tf.zerosLike(sum) : tf.mul(gradients[i]!, factor));
    }
    return [tf.stack([loss, norm])];
  }

  /** Which residual branches count for which image in this step: `[2 * depth, batch]`, or nothing without drop path. */
  private drawKeep(step: number, batch: number): tf.Tensor[] {
    const rates = this.model.encoder.dropRates;
    if (rates.length === 0) return [];
    const random = new Random(this.config.SEED, 0xd0, step);
    const keep = rates.flatMap(rate =>
      Array.from({ length: batch }, () => (random.bernoulli(rate) ? 0 : 1 / (1 - rate))),
    );
    return [tf.tensor2d(keep, [rates.length, batch])];
  }
}

/** PyTorch's `clip_grad_norm_`: scale down to `limit` when the norm exceeds it; null = never. */
function clipFactor(norm: tf.Tensor, limit: number | null): tf.Tensor {
  if (limit === null) return tf.onesLike(norm);
  return tf.minimum(1, tf.div(limit, tf.add(norm, 1e-6)));
}
