import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import type { InputSpec } from '../input/input.js';
import { classificationHead } from './classificationHead.js';
import type { Encoder, Pass } from './encoder.js';
import { Parameters, type StateSpec } from './parameters.js';
import { createEncoder } from './registry.js';

/** A network that tells classes of images: what fine-tuning makes of a pre-trained encoder. */
export interface Classifier {
  /** For people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  readonly input: InputSpec;
  readonly classes: number;
  readonly encoder: Encoder;
  /** Everything, under the official names of fine-tuned networks: those of the encoder without 'encoder.', and the head's. */
  readonly parameters: Parameters;
  /** The encoder's share of `parameters` as pre-training names it, with 'encoder.'. */
  readonly encoderParameters: Parameters;
  /**
   * @param images `[batch, channels, H, W]`, normalised
   * @returns logits, `[batch, classes]`
   */
  classify(images: tf.Tensor, pass?: Pass): tf.Tensor;
}

const PREFIX = 'encoder.';

/**
 * The classifier that a config describes, its parameters not yet set.
 *
 * @param classes by default MODEL.NUM_CLASSES
 * @throws UserError for settings that it cannot be built with
 */
export function createClassifier(config: Config, classes = config.MODEL.NUM_CLASSES): Classifier {
  const encoder = createEncoder(config, 'classification');
  const head = classificationHead(encoder, classes);
  const own = encoder.state.map(spec => ({ ...spec, name: spec.name.slice(PREFIX.length) }));
  const parameters = new Parameters([...own, ...head.state]);
  const encoderParameters = new PrefixedParameters(PREFIX, parameters, encoder.state);
  return {
    name: encoder.name,
    input: encoder.input,
    classes,
    encoder,
    parameters,
    encoderParameters,
    classify: (images, pass = {}) =>
      head.logits(encoder.encode(images, encoderParameters, pass), images.shape[0]!, parameters),
  };
}

/**
 * Some of another's tensors under longer names: how an encoder, whose names start with 'encoder.', reads and sets the
 * tensors of a classifier, where the official names lack it. Owns nothing; the tensors live and end with the other.
 */
class PrefixedParameters extends Parameters {
  /** @param state what it shows, with the prefix */
  constructor(
    private readonly prefix: string,
    private readonly owner: Parameters,
    state: readonly StateSpec[],
  ) {
    super(state);
  }

  override get(name: string): tf.Variable {
    return this.owner.get(this.ownerName(name));
  }

  override set(name: string, values: Float32Array): void {
    this.owner.set(this.ownerName(name), values);
  }

  override dispose(): void {}

  private ownerName(name: string): string {
    if (!name.startsWith(this.prefix)) throw new Error(`There is no parameter ${name}.`);
    return name.slice(this.prefix.length);
  }
}
