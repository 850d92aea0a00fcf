import * as tf from '@tensorflow/tfjs-core';
import { isDecayed, type Parameters } from '../models/parameters.js';
import { runtime } from '../runtime/runtime.js';

export interface AdamWOptions {
  betas: [number, number];
  epsilon: number;
  weightDecay: number;
}

/**
 * AdamW with decoupled weight decay, as PyTorch computes it, on the official parameter groups: tensors of one axis,
 * biases, and what the model exempts are not decayed (fact sheet 1.12).
 *
 * Moments are variables like the parameters, named for them, so the whole update is part of the compiled step.
 */
export class AdamW {
  private readonly first = new Map<string, tf.Variable>();
  private readonly second = new Map<string, tf.Variable>();

  constructor(
    private readonly parameters: Parameters,
    private readonly options: AdamWOptions,
  ) {
    for (const { name, shape } of parameters.specs) {
      this.first.set(name, zeroVariable(shape));
      this.second.set(name, zeroVariable(shape));
    }
  }

  /** All moments. */
  variables(): tf.Variable[] {
    return [...this.first.values(), ...this.second.values()];
  }

  /** First and second moment of a parameter. */
  moments(name: string): [tf.Variable, tf.Variable] {
    return [this.first.get(name)!, this.second.get(name)!];
  }

  /**
   * What changes from update to update, as a tensor that a compiled step takes as input: `[3]` = step size, decay
   * factor of decayed tensors, correction of the second moment.
   *
   * @param update 1 for the first update
   */
  hyper(rate: number, update: number): tf.Tensor1D {
    const { betas, weightDecay } = this.options;
    return tf.tensor1d([
      rate / (1 - betas[0] ** update),
      1 - rate * weightDecay,
      1 / Math.sqrt(1 - betas[1] ** update),
    ]);
  }

  /**
   * Updates every parameter and its moments in place.
   *
   * @param gradients by parameter, in model order
   * @param factor scalar that multiplies every gradient first (clipping)
   * @param hyper from `hyper()`
   */
  apply(gradients: tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void {
    const [stepSize, decay, correction] = tf.unstack(hyper) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const one = tf.scalar(1);
    for (const [i, spec] of this.parameters.specs.entries()) {
      const parameter = this.parameters.get(spec.name);
      const [m, v] = this.moments(spec.name);
      const scale = isDecayed(spec) ? decay : one;
      const update = runtime().fuse(`adamw ${JSON.stringify(this.options)}`, (...inputs) => this.update(inputs));
      const [p1, m1, v1] = update(parameter, m, v, gradients[i]!, factor, stepSize, scale, correction);
      parameter.assign(p1!);
      m.assign(m1!);
      v.assign(v1!);
    }
  }

  dispose(): void {
    for (const variable of this.variables()) variable.dispose();
  }

  private update(inputs: tf.Tensor[]): tf.Tensor[] {
    const [p, m, v, raw, factor, stepSize, scale, correction] = inputs as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const [b1, b2] = this.options.betas;
    const g = tf.mul(raw, factor);
    const m1 = tf.add(tf.mul(m, b1), tf.mul(g, 1 - b1));
    const v1 = tf.add(tf.mul(v, b2), tf.mul(tf.square(g), 1 - b2));
    const denominator = tf.add(tf.mul(tf.sqrt(v1), correction), this.options.epsilon);
    return [tf.sub(tf.mul(p, scale), tf.mul(tf.div(m1, denominator), stepSize)), m1, v1];
  }
}

function zeroVariable(shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(shape), false));
}
