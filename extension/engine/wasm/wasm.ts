import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
// Registers the gradients of all operations, which tfjs-core by itself leaves out.
import '@tensorflow/tfjs';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../errors.js';
import { irfft2, rfft2 } from '../frequency/dft.js';
import type { CompiledStep, Runtime, TensorFunction } from '../runtime/runtime.js';
import { installConvolutionGradients } from './convolution.js';
import { installDepthwiseGradients } from './depthwise.js';
import { installFastMatMul } from './matMul.js';
import { installFastSums } from './sums.js';
import { installFastTranspose } from './transpose.js';

/**
 * The runtime that always installs: tfjs's WebAssembly kernels, on this thread alone. Makes 'wasm' the active tfjs backend.
 * Its heap ends at 4 GiB, and it has no FFT and no complex numbers.
 *
 * @throws Error when the WebAssembly module cannot be started
 */
export async function createWasmRuntime(): Promise<Runtime> {
  // From the installed package, whatever the current folder, or from what the bundle carries of it.
  const file = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  setWasmPaths(dirname(file) + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend could not be started.');
  // First, since others take its kernel.
  installFastTranspose();
  installFastMatMul();
  installConvolutionGradients();
  installDepthwiseGradients();
  installFastSums();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    name: 'wasm',
    device: `CPU${simd ? ', SIMD' : ''}`,
    version: version_wasm,
    half: { why: 'wasm computes in single precision' },
    isSerial: true,
    requireDeterminism() {},
    compile: (_name, step) => uncompiled(step),
    after: value => value,
    fuse: (_name, piece) => piece,
    rfft2,
    irfft2,
  };
}

/** The step as it is, after a turn of the event loop: a message that asks to stop must get through between steps. */
function uncompiled(step: TensorFunction): CompiledStep {
  return {
    async run(...inputs) {
      await new Promise(resolve => setImmediate(resolve));
      try {
        return tf.tidy(() => step(...inputs));
      } catch (error) {
        throw isTrap(error) ? outOfMemory() : error;
      }
    },
    dispose() {},
  };
}

/** An allocation beyond the heap ends in a WebAssembly trap. */
function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

function outOfMemory(): UserError {
  return new UserError(
    'The step does not fit into the 4 GiB of memory of the wasm backend: set TRAIN.USE_CHECKPOINT True, lower ' +
      'DATA.BATCH_SIZE, or install TensorFlow with mfm setup.',
  );
}
