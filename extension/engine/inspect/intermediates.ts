import * as tf from '@tensorflow/tfjs-core';
import { normalise } from '../input/normalise.js';
import { requireLookingMemory } from '../models/lookingMemory.js';
import type { PretrainModel } from '../models/model.js';
import { Taps } from '../models/taps.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';
import type { LayerIntermediates } from './layerIntermediates.js';

/** Runs single images through a model's encoder and keeps what is computed on the way. */
export class IntermediatesReader {
  private readonly step: CompiledStep;

  /** @throws UserError when what the layers make of an image does not fit into memory */
  constructor(private readonly model: PretrainModel) {
    requireLookingMemory(`Looking into ${model.name}`, model, { keepsLayers: true });
    this.step = runtime().compile(
      'intermediates',
      images => {
        const taps = new Taps();
        model.encode(normalise(images!, model.input), { taps });
        return [...taps.attention, ...taps.tokens];
      },
      model.parameters.variablesOfState(),
    );
  }

  /**
   * @param image `[channels, height, width]` in [0, 1], as the model's input says
   * @returns what each of the encoder's layers made of it, first to last
   */
  async run(image: Float32Array): Promise<LayerIntermediates[]> {
    const { encoder } = this.model;
    const { channels, size } = encoder.input;
    const input = tf.tensor4d(image, [1, channels, ...size]);
    const outputs = await this.step.run(input);
    const values = outputs.map(output => output.dataSync() as Float32Array);
    tf.dispose([input, outputs]);
    const tokens = values.splice(values.length - encoder.layers.length);
    return encoder.layers.map((layer, i) => ({
      ...layer,
      classToken: encoder.classToken,
      tokens: tokens[i]!,
      probabilities: layer.attention && values.shift(),
    }));
  }

  dispose(): void {
    this.step.dispose();
  }
}
