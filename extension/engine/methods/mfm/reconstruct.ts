import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import { halfWidth, shiftedToHalf } from '../../frequency/halfSpectrum.js';
import { sideOf, valuesOf } from '../../input/input.js';
import { denormalise } from '../../input/normalise.js';
import type { PretrainModel } from '../../models/model.js';
import { precisionFor } from '../../runtime/precision.js';
import { type CompiledStep, runtime } from '../../runtime/runtime.js';
import { type PretextInput, pretextObjective } from './objective.js';

/** One batch of images through the method. */
export interface Reconstruction {
  /** `[batch, channels, size, size]`: what the encoder saw; noise may leave [0, 1]. */
  corrupted: Float32Array;
  /** `[batch, channels, size, size]`, normalised as the model's input says: what the network gives. */
  prediction: Float32Array;
  /** `[batch, channels, size, size]`: the prediction as pixels, clipped to [0, 1]. */
  pixels: Float32Array;
  /** The config's loss over the batch. */
  loss: number;
}

/** What is taken from images before a model sees them. */
export interface Taken {
  /** Keep-masks, `[batch, size, size]`, shifted, 1 = kept. */
  masks?: Float32Array;
  /** `[batch]`: 1 where the image's mask applies; without it all do. */
  masked?: Uint8Array;
  /** `[batch, channels, size, size]`, not clipped: the images as the other tasks leave them (see `degrade`). */
  degraded?: Float32Array;
}

/** Runs images of the model's size through any corruption and prediction. */
export class Reconstructor {
  /** By the names of their inputs: what is not given is not computed. */
  private readonly steps = new Map<string, CompiledStep>();

  constructor(
    private readonly model: PretrainModel,
    private readonly config: Config,
  ) {}

  /** @param images `[batch, channels, size, size]` in [0, 1] */
  async run(images: Float32Array, taken: Taken): Promise<Reconstruction> {
    const { input: spec } = this.model;
    const { channels } = spec;
    const size = sideOf(spec);
    const batch = images.length / valuesOf(spec);
    const { masks, masked, degraded } = taken;
    const input: PretextInput = { images: tf.tensor4d(images, [batch, channels, size, size]) };
    if (degraded) input.degraded = tf.tensor4d(degraded, [batch, channels, size, size]);
    if (masks) input.kept = halfMasks(masks, batch, size);
    if (masks && masked) input.masked = tf.tensor1d(Float32Array.from(masked));
    const names = Object.keys(input) as (keyof PretextInput)[];
    const inputs = Object.values(input) as tf.Tensor[];
    const outputs = await this.stepFor(names).run(...inputs);
    const [corrupted, prediction, pixels, loss] = outputs.map(t => t.dataSync() as Float32Array);
    tf.dispose([inputs, outputs]);
    return {
      corrupted: corrupted!,
      prediction: prediction!,
      pixels: pixels!,
      loss: loss![0]!,
    };
  }

  dispose(): void {
    for (const step of this.steps.values()) step.dispose();
    this.steps.clear();
  }

  private stepFor(names: readonly (keyof PretextInput)[]): CompiledStep {
    const key = names.join();
    const found = this.steps.get(key);
    if (found) return found;
    const { model, config } = this;
    const step = runtime().compile(
      'reconstruct',
      (...inputs) => {
        const input = Object.fromEntries(names.map((name, i) => [name, inputs[i]])) as unknown as PretextInput;
        const { corrupted, prediction, loss } = pretextObjective(model, config, input);
        return [corrupted, prediction, tf.clipByValue(denormalise(prediction, model.input), 0, 1), loss];
      },
      model.parameters.variablesOfState(),
      precisionFor(model.encoder).precision,
    );
    this.steps.set(key, step);
    return step;
  }
}

/** Shifted masks on the unshifted half spectrum, `[batch, 1, size, size/2+1]`. */
function halfMasks(masks: Float32Array, batch: number, size: number): tf.Tensor {
  const columns = halfWidth(size);
  const half = new Float32Array(batch * size * columns);
  for (let b = 0; b < batch; b++) {
    const mask = masks.subarray(b * size * size, (b + 1) * size * size);
    half.set(shiftedToHalf(mask, size, size), b * size * columns);
  }
  return tf.tensor4d(half, [batch, 1, size, columns]);
}
