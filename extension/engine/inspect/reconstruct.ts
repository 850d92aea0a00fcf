import * as tf from '@tensorflow/tfjs-core';
import { loadCheckpoint } from '../checkpoint/checkpoint.js';
import type { CheckpointMeta } from '../checkpoint/checkpointMeta.js';
import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { denormalise } from '../corruption/normalise.js';
import { halfWidth, shiftedToHalf } from '../frequency/halfSpectrum.js';
import { createModel, type PretrainModel } from '../models/model.js';
import { psnr } from '../pictures/planar.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';
import { maskedFrequencyModelling } from '../training/objective.js';
import { restoreParameters } from '../training/state.js';

/** A trained model with the config it was trained with. */
export interface LoadedModel {
  model: PretrainModel;
  config: Config;
  meta: CheckpointMeta;
}

/** Loads the model of an MFM checkpoint. Throws UserError when the file is damaged or of another kind. */
export async function loadModel(file: string): Promise<LoadedModel> {
  const checkpoint = await loadCheckpoint(file, 'model');
  const config = parseConfig(checkpoint.meta.config, file);
  const model = createModel(config);
  restoreParameters(file, checkpoint, model.parameters);
  return { model, config, meta: checkpoint.meta };
}

/** One batch of images through the method. */
export interface Reconstruction {
  /** `[batch, 3, size, size]` in [0, 1]: what the encoder saw. */
  corrupted: Float32Array;
  /** `[batch, 3, size, size]`, normalised by the ImageNet statistics: what the network gives. */
  prediction: Float32Array;
  /** `[batch, 3, size, size]`: the prediction as pixels, clipped to [0, 1]. */
  pixels: Float32Array;
  /** The config's loss over the batch. */
  loss: number;
  /** Peak signal-to-noise ratio of `pixels` against the clean image, in dB, per image. */
  psnr: number[];
}

/** Runs images of the model's size through corruption and prediction, under any mask. */
export class Reconstructor {
  private readonly step: CompiledStep;

  constructor(
    private readonly model: PretrainModel,
    config: Config,
  ) {
    this.step = runtime().compile(
      'reconstruct',
      (images, kept) => {
        const { corrupted, prediction, loss } = maskedFrequencyModelling(model, config, images!, kept!);
        return [corrupted, prediction, tf.clipByValue(denormalise(prediction), 0, 1), loss];
      },
      model.parameters.variablesOfState(),
    );
  }

  /**
   * @param images `[batch, 3, size, size]` in [0, 1]
   * @param masks keep-masks, `[batch, size, size]`, shifted, 1 = kept
   */
  async run(images: Float32Array, masks: Float32Array): Promise<Reconstruction> {
    const size = this.model.imageSize;
    const batch = masks.length / (size * size);
    const columns = halfWidth(size);
    const half = new Float32Array(batch * size * columns);
    for (let b = 0; b < batch; b++) {
      const mask = masks.subarray(b * size * size, (b + 1) * size * size);
      half.set(shiftedToHalf(mask, size, size), b * size * columns);
    }
    const inputs = [tf.tensor4d(images, [batch, 3, size, size]), tf.tensor4d(half, [batch, 1, size, columns])];
    const outputs = await this.step.run(...inputs);
    const [corrupted, prediction, pixels, loss] = outputs.map(t => t.dataSync() as Float32Array);
    tf.dispose([inputs, outputs]);
    return {
      corrupted: corrupted!,
      prediction: prediction!,
      pixels: pixels!,
      loss: loss![0]!,
      psnr: Array.from({ length: batch }, (_, b) => psnr(slice(pixels!, b), slice(images, b))),
    };

    function slice(values: Float32Array, b: number): Float32Array {
      const length = 3 * size * size;
      return values.subarray(b * length, (b + 1) * length);
    }
  }

  dispose(): void {
    this.step.dispose();
  }
}
