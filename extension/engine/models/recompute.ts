import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';

/**
 * Runs `layer` without keeping what it computes on its way; the backward pass runs it again to get the gradient. Memory
 * for activations shrinks to the layers' inputs, for a third more work (TRAIN.USE_CHECKPOINT).
 *
 * @param layer reads the given inputs and variables and nothing else that needs a gradient, or that the forward pass made: it is
 *   gone when the layer runs again
 */
export function recomputed(
  layer: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  variables: tf.Variable[],
): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const given = args.slice(0, inputs.length) as tf.Tensor[];
    const save = args[args.length - 1] as tf.GradSaveFunc;
    save(given);
    return {
      value: tf.tidy(() => layer(...given)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const late = saved.map(input => runtime().after(input, dy));
        return gradients(() => layer(...late), [...late, ...variables], dy);
      },
    };
  });
  return op(...inputs, ...variables);
}

/** tfjs has one tape and does not expect a second pass to start while the first goes backward: put its tape back. */
function gradients(layer: () => tf.Tensor, of: tf.Tensor[], dy: tf.Tensor): tf.Tensor[] {
  const { state } = tf.engine();
  const tape = state.activeTape;
  const { grads } = tf.engine().gradients(layer, of, dy, true);
  state.activeTape = tape;
  return grads;
}
