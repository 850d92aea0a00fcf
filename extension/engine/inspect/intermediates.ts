import * as tf from '@tensorflow/tfjs-core';
import { normalise } from '../input/normalise.js';
import type { Encoder } from '../models/encoder.js';
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
        return tappedBy(taps);
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
    const layers = layersOf(this.model.encoder, outputs);
    tf.dispose([input, outputs]);
    return layers;
  }

  dispose(): void {
    this.step.dispose();
  }
}

/** All that taps got, for a step to return. */
export function tappedBy({ attention, tokens }: Taps): tf.Tensor[] {
  return [...attention, ...tokens];
}

/** What each of an encoder's layers made of one image, first to last, by what its taps got; disposes of nothing. */
export function layersOf({ layers, classToken }: Encoder, tapped: readonly tf.Tensor[]): LayerIntermediates[] {
  const values = tapped.map(tensor => tensor.dataSync<'float32'>());
  const tokens = values.splice(values.length - layers.length);
  return layers.map((layer, i) => ({
    ...layer,
    classToken,
    tokens: tokens[i]!,
    probabilities: layer.attention && values.shift(),
  }));
}
