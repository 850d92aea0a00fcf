import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../engine/errors.js';
import type { HalfSpectrum, Runtime } from '../engine/runtime/runtime.js';
import { typeAttribute } from './attributes.js';
import { Backend } from './backend.js';
import { Binding } from './binding.js';
import { loadCApi } from './capi.js';
import { TensorflowStep } from './compile.js';
import { Context } from './context.js';
import { DataType } from './dtypes.js';
import { exactness } from './exactness.js';
import { Pieces } from './fuse.js';
import { firstGpu, type Gpu } from './gpu.js';
import { halfPrecision } from './halfPrecision.js';

export interface TensorflowOptions {
  /** Path of libtensorflow_cc; the framework library lies beside it. */
  library: string;
  /** Threads that one op may use; all cores when left out. */
  threads?: number;
  /** XLA compiles steps as a whole, not only pieces of them: slow to start; measured by the benchmark. */
  wholeSteps?: boolean;
}

/**
 * Loads TensorFlow, makes it the backend of tfjs in this process, and returns what it offers beyond tfjs. A process can
 * do so once. Throws when the library cannot be loaded.
 */
export async function createTensorflowRuntime({
  library,
  threads,
  wholeSteps = false,
}: TensorflowOptions): Promise<Runtime> {
  // Read while the library is loaded.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  const c = loadCApi(library);
  const cores = threads ?? availableParallelism();
  const binding = new Binding(new Context(c, cores));
  const backend = await Backend.load(binding);
  await backend.activate();
  const pieces = new Pieces(backend);
  const gpu = binding.isUsingGpuDevice() ? (firstGpu() ?? 'unknown GPU') : undefined;
  const exact = exactness(library);
  if (gpu) exact?.refuseTf32();
  return {
    name: 'tensorflow',
    device: gpu ? gpuText(gpu, !exact) : `CPU, ${cores} ${cores === 1 ? 'thread' : 'threads'}`,
    ...(gpu && gpu !== 'unknown GPU' && { memory: gpu.memory }),
    version: c.version(),
    half: halfPrecision(gpu),
    isSerial: false,
    requireDeterminism() {
      // Processors always are.
      if (!gpu) return;
      if (!exact)
        throw new UserError('This libtensorflow cannot compute the same twice on a GPU: set DETERMINISTIC to False.');
      exact.requireDeterminism();
    },
    compile: (name, step, variables, precision = 'float32') =>
      new TensorflowStep(backend, { name, body: step, variables, half: halfTypes[precision], byXla: wholeSteps }),
    after: (value, cause) => after(backend, value, cause),
    fuse: (name, piece) => pieces.fuse(name, piece),
    rfft2: images => rfft2(backend, images),
    irfft2: (spectrum, width) => irfft2(backend, spectrum, width),
  };
}

/** The type of half precision of a step, if it has one. */
const halfTypes = { float32: undefined, bfloat16: DataType.BFLOAT16, float16: DataType.HALF };

/** 'GPU: NVIDIA H200' */
function gpuText(gpu: Gpu | 'unknown GPU', tf32: boolean): string {
  const name = gpu === 'unknown GPU' ? 'GPU' : `GPU: ${gpu.name}`;
  return tf32 ? `${name}, TF32` : name;
}

/** Outside of a step everything happens in the order of the calls. */
function after(backend: Backend, value: tf.Tensor, cause: tf.Tensor): tf.Tensor {
  const trace = backend.binding.activeTrace;
  return trace ? backend.tensor(trace.after(value, cause)) : value;
}

const types = [typeAttribute('Treal', DataType.FLOAT), typeAttribute('Tcomplex', DataType.COMPLEX64)];

/** Unscaled DFT of real `[..., H, W]` images, columns 0..W/2. */
function rfft2(backend: Backend, images: tf.Tensor): HalfSpectrum {
  return tf.tidy(() => {
    const size = tf.tensor1d(images.shape.slice(-2), 'int32');
    const spectrum = backend.execute('RFFT2D', types, [images, size]);
    return { re: tf.real(spectrum), im: tf.imag(spectrum) };
  });
}

/** Inverse of `rfft2`: `[..., H, W/2+1]` to real `[..., H, width]`, scaled by 1/(HW). */
function irfft2(backend: Backend, { re, im }: HalfSpectrum, width: number): tf.Tensor {
  return tf.tidy(() => {
    const size = tf.tensor1d([re.shape.at(-2)!, width], 'int32');
    return backend.execute('IRFFT2D', types, [tf.complex(re, im), size]);
  });
}
