import * as tf from '@tensorflow/tfjs-core';
import type { Optimiser } from '../optimisation/optimiser.js';

export interface UpdateOptions {
  /** Micro-batches whose gradients make one update (TRAIN.ACCUMULATION_STEPS). */
  accumulation: number;
  /** Length to which longer gradients are scaled down (TRAIN.CLIP_GRAD); null = none is. */
  clip: number | null;
}

/**
 * From gradients to an update, as part of the traced step: accumulate, clip, optimise. With accumulation over A micro-batches the
 * gradient of loss / A is added to a running sum, which is clipped after every micro-batch, as in the reference (fact sheet 1.12).
 */
export class Update {
  /** The running sums of the gradients, in the order of the learned parameters; none without accumulation. */
  readonly sums: readonly tf.Variable[];

  constructor(
    private readonly optimiser: Optimiser,
    learned: readonly tf.Variable[],
    private readonly options: UpdateOptions,
  ) {
    const sum = (v: tf.Variable) => tf.tidy(() => tf.variable(tf.zeros(v.shape), false));
    this.sums = options.accumulation > 1 ? learned.map(sum) : [];
  }

  /**
   * @param fresh the gradients of this micro-batch
   * @param updates whether the optimiser takes a step with what has been accumulated
   * @returns the global L2 norm of the gradient before clipping
   */
  apply(fresh: readonly tf.Tensor[], hyper: tf.Tensor, updates: boolean): tf.Tensor {
    const { accumulation, clip } = this.options;
    const gradients = accumulation > 1 ? fresh.map((g, i) => tf.add(this.sums[i]!, tf.div(g, accumulation))) : fresh;
    const norm = tf.sqrt(tf.addN(gradients.map(g => tf.sum(tf.square(g)))));
    const factor = clipFactor(norm, clip);
    if (updates) this.optimiser.apply(gradients, factor, hyper);
    for (const [i, sum] of this.sums.entries()) {
      sum.assign(updates ? tf.zerosLike(sum) : tf.mul(gradients[i]!, factor));
    }
    return norm;
  }

  /** Forgets a partly accumulated gradient, as the reference does at the start of every epoch. */
  reset(): void {
    for (const sum of this.sums) tf.tidy(() => sum.assign(tf.zeros(sum.shape)));
  }

  dispose(): void {
    tf.dispose([...this.sums]);
  }
}

/** PyTorch's `clip_grad_norm_`: scale down to `limit` when the norm exceeds it; null = never. */
function clipFactor(norm: tf.Tensor, limit: number | null): tf.Tensor {
  if (limit === null) return tf.onesLike(norm);
  return tf.minimum(1, tf.div(limit, tf.add(norm, 1e-6)));
}
