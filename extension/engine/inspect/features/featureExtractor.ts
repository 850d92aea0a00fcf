import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../errors.js';
import { cells } from '../../input/grid.js';
import { valuesOf } from '../../input/input.js';
import { normalise } from '../../input/normalise.js';
import { requireLookingMemory } from '../../models/lookingMemory.js';
import type { PretrainModel } from '../../models/model.js';
import { Taps } from '../../models/taps.js';
import { precisionFor } from '../../runtime/precision.js';
import { type CompiledStep, runtime } from '../../runtime/runtime.js';

/** What is made of the tokens of an image: the mean over its patches, the class token, or all of them as they are. */
export type Pool = 'mean' | 'class' | 'tokens';

export interface FeatureOptions {
  pool: Pool;
  /** A layer from 0, whose tokens are taken as they leave it; else those that leave the encoder, after its final norm. */
  layer?: number;
  /** Images that are run at once. */
  batchSize: number;
  /** What else is made of each image in the same pass. */
  beside?: Beside;
}

/** Numbers of each image that are made of what the layers compute. */
export interface Beside {
  /** How many of an image. */
  count: number;
  /** @returns `[batch, count]` */
  of(taps: Taps, batch: number): tf.Tensor;
}

/** Features of some images, `[n, ...shape]`, and what was made beside them, `[n, count]`. */
export interface FeatureRows {
  features: Float32Array;
  beside: Float32Array;
}

/** What features are taken of: a model with an encoder, whatever else it has. */
export type FeatureNetwork = Pick<PretrainModel, 'name' | 'input' | 'encoder' | 'parameters' | 'encode'>;

/** Runs batches of images through a model's encoder, unmasked. */
export class FeatureExtractor {
  /** The shape of one image's features: `[width]`, or `[tokens, width]` with the class token first. */
  readonly shape: number[];
  private readonly step: CompiledStep;

  /** @throws UserError for a class token or a layer where there is none, and for batches that do not fit into memory */
  constructor(
    private readonly model: FeatureNetwork,
    private readonly options: FeatureOptions,
  ) {
    const { encoder, parameters } = model;
    const { pool, layer, batchSize, beside } = options;
    const keepsLayers = beside !== undefined;
    requireLookingMemory(`Looking into ${model.name}`, model, { images: batchSize, keepsLayers });
    if (pool === 'class' && !encoder.classToken) {
      throw new UserError(`A ${encoder.name} has no class token; pool its features by mean, or take all tokens.`);
    }
    if (layer !== undefined && !encoder.layers[layer]) {
      throw new UserError(`A ${encoder.name} has layers 1 to ${encoder.layers.length}, and no layer ${layer + 1}.`);
    }
    const { grid, width } = layer === undefined ? encoder : encoder.layers[layer]!;
    const first = encoder.classToken ? 1 : 0;
    const tokens = first + cells(grid);
    this.shape = pool === 'tokens' ? [tokens, width] : [width];
    this.step = runtime().compile(
      'features',
      images => {
        const taps = layer === undefined && !beside ? undefined : new Taps();
        const encoded = model.encode(normalise(images!, model.input), { taps });
        const rows = layer === undefined ? encoded : taps!.tokens[layer]!;
        const byImage = tf.reshape(rows, [batchSize, tokens, width]);
        const more = beside ? [beside.of(taps!, batchSize)] : [];
        if (pool === 'tokens') return [byImage, ...more];
        const [start, count] = pool === 'class' ? [0, 1] : [first, cells(grid)];
        return [tf.mean(tf.slice(byImage, [0, start, 0], [batchSize, count, width]), 1), ...more];
      },
      parameters.variablesOfState(),
      precisionFor(encoder).precision,
    );
  }

  /**
   * @param images `[n, channels, height, width]` in [0, 1], as the model's input says; `batchSize` of them at most
   * @returns nothing beside the features where nothing was asked for
   */
  async run(images: Float32Array): Promise<FeatureRows> {
    const { batchSize } = this.options;
    const { channels, size } = this.model.input;
    const perImage = valuesOf(this.model.input);
    // Always as many, so that one step is compiled and not another one for what is left at the end.
    const whole = new Float32Array(batchSize * perImage);
    whole.set(images);
    const input = tf.tensor4d(whole, [batchSize, channels, ...size]);
    const outputs = await this.step.run(input);
    const [features, beside = new Float32Array()] = outputs.map(output => {
      const values = output.dataSync<'float32'>();
      return values.subarray(0, (values.length / batchSize) * (images.length / perImage));
    });
    tf.dispose([input, outputs]);
    return { features: features!, beside };
  }

  dispose(): void {
    this.step.dispose();
  }
}
