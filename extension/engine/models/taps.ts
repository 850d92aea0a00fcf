import type * as tf from '@tensorflow/tfjs-core';

/**
 * Collects what the blocks of a network compute on their way, for those who want to look inside. A block puts its own in
 * when it is given one; whoever gives it returns the tensors from the same tidy or compiled step, or loses them.
 */
export class Taps {
  /** Attention probabilities of each block, `[batch, heads, tokens, tokens]`: rows are queries and sum to 1. */
  readonly attention: tf.Tensor[] = [];
  /** The tokens after each block, `[batch * tokens, width]`. */
  readonly tokens: tf.Tensor[] = [];

  /** @param keepsAttention without it `attention` stays empty, and blocks may be recomputed in a backward pass */
  constructor(readonly keepsAttention = true) {}
}
