import * as tf from '@tensorflow/tfjs-core';

/** Something that is added to the tokens after a layer, so that there is a gradient with respect to these. */
export interface TokenOffset {
  /** From 0. */
  layer: number;
  /** `[batch * tokens, width]` */
  offset: tf.Tensor;
}

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
  constructor(
    readonly keepsAttention = true,
    private readonly added?: TokenOffset,
  ) {}

  /** Takes the tokens after the next block. @returns those that the network goes on with */
  pass(tokens: tf.Tensor): tf.Tensor {
    const { layer, offset } = this.added ?? {};
    const passed = offset && layer === this.tokens.length ? tf.add(tokens, offset) : tokens;
    this.tokens.push(passed);
    return passed;
  }
}
