import { availableParallelism } from 'node:os';
import type { Runtime } from '../engine/runtime/runtime.js';
import { Backend } from './backend.js';
import { Binding } from './binding.js';
import { loadCApi } from './capi.js';
import { TensorflowStep } from './compile.js';
import { Context } from './context.js';
import { irfft2, rfft2 } from './fft.js';
import { Pieces } from './fuse.js';
import { gpuName } from './gpu.js';

export interface TensorflowOptions {
  /** Path of libtensorflow_cc; the framework library lies beside it. */
  library: string;
  /** Threads that one op may use; all cores when left out. */
  threads?: number;
}

/**
 * Loads TensorFlow, makes it the backend of tfjs in this process, and returns what it offers beyond tfjs. A process can
 * do so once. Throws when the library cannot be loaded.
 */
export async function createTensorflowRuntime({ library, threads }: TensorflowOptions): Promise<Runtime> {
  // Read while the library is loaded.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  const c = loadCApi(library);
  const cores = threads ?? availableParallelism();
  const binding = new Binding(new Context(c, cores));
  const backend = await Backend.load(binding);
  await backend.activate();
  const pieces = new Pieces(backend);
  return {
    name: 'tensorflow',
    device: binding.isUsingGpuDevice() ? gpuName() : `CPU, ${cores} ${cores === 1 ? 'thread' : 'threads'}`,
    version: c.version(),
    compile: (name, step, variables) => new TensorflowStep(backend, name, step, variables),
    fuse: (name, piece) => pieces.fuse(name, piece),
    rfft2: images => rfft2(backend, images),
    irfft2: (spectrum, width) => irfft2(backend, spectrum, width),
  };
}
