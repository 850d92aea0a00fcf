import * as tf from '@tensorflow/tfjs-core';
import { normalise } from '../corruption/normalise.js';
import type { PretrainModel } from '../models/model.js';
import { Taps } from '../models/taps.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';

/** What the blocks of an encoder made of one image. Token 0 is the class token, the patches follow row by row. */
export interface Intermediates {
  /** Of each layer: attention probabilities `[heads, tokens, tokens]`; a row belongs to a query and sums to 1. */
  attention: Float32Array[];
  /** Of each layer: the tokens after it, `[tokens, width]`. */
  tokens: Float32Array[];
}

/** Runs single images through a model's encoder and keeps what is computed on the way. */
export class IntermediatesReader {
  private readonly step: CompiledStep;

  constructor(private readonly model: PretrainModel) {
    this.step = runtime().compile(
      'intermediates',
      images => {
        const taps = new Taps();
        model.encode(normalise(images!), { taps });
        return [...taps.attention, ...taps.tokens];
      },
      model.parameters.variablesOfState(),
    );
  }

  /** @param image `[3, size, size]` in [0, 1], of the model's size */
  async run(image: Float32Array): Promise<Intermediates> {
    const { imageSize: size, encoder } = this.model;
    const input = tf.tensor4d(image, [1, 3, size, size]);
    const outputs = await this.step.run(input);
    const values = outputs.map(output => output.dataSync() as Float32Array);
    tf.dispose([input, outputs]);
    return { attention: values.slice(0, encoder.layers.length), tokens: values.slice(encoder.layers.length) };
  }

  dispose(): void {
    this.step.dispose();
  }
}
