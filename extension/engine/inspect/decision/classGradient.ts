import * as tf from '@tensorflow/tfjs-core';
import { cells } from '../../input/grid.js';
import type { Classifier } from '../../models/classifier.js';
import { pixelClassifier } from '../../models/pixelClassifier.js';
import { Taps } from '../../models/taps.js';
import { type CompiledStep, runtime } from '../../runtime/runtime.js';

/** How the score of a class changes with the tokens after a layer. Each layer is compiled when it is first asked for. */
export class ClassGradient {
  private readonly steps = new Map<number, CompiledStep>();

  constructor(private readonly classifier: Classifier) {}

  /**
   * @param image `[channels, height, width]` in [0, 1]
   * @param wanted the class, from 0
   * @param layer from 0
   * @returns the gradient of the class's logit, `[classToken + rows * columns, width]` of the layer
   */
  async run(image: Float32Array, wanted: number, layer: number): Promise<Float32Array> {
    const { input, classes } = this.classifier;
    const images = tf.tensor4d(image, [1, input.channels, ...input.size]);
    const oneHot = Float32Array.from({ length: classes }, (_, i) => (i === wanted ? 1 : 0));
    const target = tf.tensor2d(oneHot, [1, classes]);
    const [gradient] = await this.stepOf(layer).run(images, target);
    const values = gradient!.dataSync<'float32'>();
    tf.dispose([images, target, gradient!]);
    return values;
  }

  dispose(): void {
    for (const step of this.steps.values()) step.dispose();
    this.steps.clear();
  }

  private stepOf(layer: number): CompiledStep {
    const step = this.steps.get(layer) ?? this.compiled(layer);
    this.steps.set(layer, step);
    return step;
  }

  /** The gradient with respect to zeros that are added to the tokens is the one with respect to the tokens. */
  private compiled(layer: number): CompiledStep {
    const { encoder } = this.classifier;
    const { classify, variables } = pixelClassifier(this.classifier);
    const { grid, width } = encoder.layers[layer]!;
    const tokens = cells(grid) + (encoder.classToken ? 1 : 0);
    return runtime().compile(
      'class gradient',
      (images, target) => {
        const score = (offset: tf.Tensor) =>
          tf.sum(tf.mul(classify(images!, { taps: new Taps(true, { layer, offset }) }), target!));
        return [tf.grad(score)(tf.zeros([tokens, width]))];
      },
      variables,
    );
  }
}
