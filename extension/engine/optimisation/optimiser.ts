import type * as tf from '@tensorflow/tfjs-core';

/** The learning rate of the groups whose share of the peak is `scale`. */
export type RateOf = (scale: number) => number;

/**
 * Turns gradients into better parameters. What it remembers are variables, one for each slot and learned parameter, so that the
 * whole update is part of the compiled step.
 */
export interface Optimiser {
  /** What it remembers of a parameter or buffer by the names of checkpoints ('exp_avg'), in their order; nothing of a frozen one. */
  slots(parameter: string): [slot: string, variable: tf.Variable][];
  variables(): tf.Variable[];
  /**
   * What changes from update to update, as a tensor that a compiled step takes as input.
   *
   * @param update 1 for the first update
   */
  hyper(rates: RateOf, update: number): tf.Tensor1D;
  /**
   * Updates every learned parameter, and what is remembered of it, in place.
   *
   * @param gradients of the learned parameters, in model order
   * @param factor scalar that multiplies every gradient first (clipping)
   * @param hyper from `hyper()`
   */
  apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void;
  dispose(): void;
}
