import * as tf from '@tensorflow/tfjs-core';
import type { Runtime } from '../../extension/engine/runtime/runtime.js';

/** The same runtime without compilation: every operation is executed by itself. */
export function uncompiled(runtime: Runtime): Runtime {
  return {
    ...runtime,
    compile: (_name, step) => ({ run: async (...inputs) => tf.tidy(() => step(...inputs)), dispose() {} }),
    fuse: (_name, piece) => piece,
  };
}
