import * as tf from '@tensorflow/tfjs-core';
import { losses } from '../methods/supervised/losses.js';
import type { PixelClassifier } from '../models/pixelClassifier.js';
import type { Random } from '../random.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';

/** How an image may be changed so that a classifier errs: by no more than epsilon a pixel, within [0, 1]. */
export interface AttackSettings {
  /** In pixels of [0, 1]. */
  epsilon: number;
  /** Length of a step, in pixels of [0, 1]. */
  step: number;
  steps: number;
  /** Whether it starts at a uniformly drawn point of the epsilon ball, not at the image. */
  randomStart: boolean;
}

/** The fast gradient sign method (Goodfellow et al. 2015): one step as long as it may be. */
export function fgsm(epsilon = 1 / 255): AttackSettings {
  return { epsilon, step: epsilon, steps: 1, randomStart: false };
}

/** Projected gradient descent (Madry et al. 2018), by default in the strength of fact sheet 2.7. */
export function pgd(epsilon = 1 / 255, step = 0.5 / 255, steps = 5): AttackSettings {
  return { epsilon, step, steps, randomStart: true };
}

/** An untargeted attack in the maximum norm: steps along the sign of the gradient of the cross-entropy (fact sheet 2.7). */
export class Attack {
  private readonly compiled: CompiledStep;

  constructor(
    { classify, variables }: PixelClassifier,
    private readonly settings: AttackSettings,
  ) {
    this.compiled = runtime().compile(
      'attack',
      (clean, current, targets) => {
        // The sum over the batch, not the mean: an image's gradient must not shrink towards zero with the others' number.
        const loss = (images: tf.Tensor) =>
          tf.mul(losses['cross-entropy'](classify(images), targets!), clean!.shape[0]!);
        const gradient = tf.grad(loss)(current!);
        const moved = tf.add(current!, tf.mul(signOf(gradient), settings.step));
        return [this.project(moved, clean!)];
      },
      variables,
    );
  }

  /**
   * @param images `[batch, channels, height, width]` in [0, 1]
   * @param targets `[batch, classes]`: the right answers, one-hot
   * @param start where it starts; it is projected. By default the images
   * @returns like `images`; the caller's
   */
  async run(images: tf.Tensor, targets: tf.Tensor, start = images): Promise<tf.Tensor> {
    let current = tf.tidy(() => this.project(start, images));
    for (let step = 0; step < this.settings.steps; step++) {
      const [next] = await this.compiled.run(images, current, targets);
      current.dispose();
      current = next!;
    }
    return current;
  }

  /**
   * Where an attack on images starts, by its settings; the caller's.
   *
   * @param randoms one for each image, so that it does not matter which others are in the batch
   */
  start(images: tf.Tensor, randoms: readonly Random[]): tf.Tensor {
    const { epsilon, randomStart } = this.settings;
    if (!randomStart) return images.clone();
    const length = images.size / randoms.length;
    const offsets = new Float32Array(images.size);
    for (let i = 0; i < offsets.length; i++) offsets[i] = randoms[Math.floor(i / length)]!.uniform(-epsilon, epsilon);
    return tf.tidy(() => tf.add(images, tf.tensor(offsets, images.shape)));
  }

  dispose(): void {
    this.compiled.dispose();
  }

  /** The nearest point of the epsilon ball, and then of the box. */
  private project(moved: tf.Tensor, clean: tf.Tensor): tf.Tensor {
    const { epsilon } = this.settings;
    const inBall = tf.maximum(tf.minimum(moved, tf.add(clean, epsilon)), tf.sub(clean, epsilon));
    return tf.clipByValue(inBall, 0, 1);
  }
}

/** -1, 0 or 1. The WebAssembly kernel of `tf.sign` takes small numbers, as gradients are, for 0. */
function signOf(x: tf.Tensor): tf.Tensor {
  return tf.sub(tf.cast(tf.greater(x, 0), 'float32'), tf.cast(tf.less(x, 0), 'float32'));
}
