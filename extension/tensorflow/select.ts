import { existsSync } from 'node:fs';
import { messageOf, UserError } from '../engine/errors.js';
import type { Runtime } from '../engine/runtime/runtime.js';
import { createWasmRuntime } from '../engine/wasm/wasm.js';
import { prepareCuda } from './install/cuda.js';
import { type FoundLibrary, findLibrary } from './install/find.js';
import type { Flavour } from './install/release.js';
import { quietly } from './quietly.js';
import { createTensorflowRuntime } from './runtime.js';

export type BackendName = 'tensorflow' | 'wasm';

/** One backend that was looked at. */
export interface ConsideredBackend {
  name: BackendName;
  /** Whether it can run, as far as was tried. */
  ok: boolean;
  /** Of a backend that was started. */
  device?: string;
  version?: string;
  /** Why it was chosen or not, and, for the chosen one, why nothing faster runs. */
  reason: string;
}

export interface BackendChoice {
  runtime: Runtime;
  /** Best first, ending with the chosen one. */
  considered: ConsideredBackend[];
}

/**
 * Starts the best backend there is, or the wanted one. 'auto' follows `MFM_BACKEND` where that is set. The pure
 * JavaScript backend of tfjs is never chosen: it is hundreds of times slower, and wasm runs wherever it does.
 *
 * @throws UserError when the wanted backend cannot run
 */
export async function chooseBackend(wanted: 'auto' | BackendName): Promise<BackendChoice> {
  const name = wanted === 'auto' ? fromEnvironment() : wanted;
  const considered: ConsideredBackend[] = [];
  if (name !== 'wasm') {
    const found = findLibrary();
    const runtime = 'library' in found ? await start(found) : found.missing;
    if (typeof runtime !== 'string') {
      const reason = gpuAbsence(runtime.device, 'library' in found ? found.flavour : undefined);
      return { runtime, considered: [described(runtime, reason)] };
    }
    if (name === 'tensorflow')
      throw new UserError(`The tensorflow backend cannot run: ${runtime}; or use --backend wasm.`);
    considered.push({ name: 'tensorflow', ok: false, reason: runtime });
  }
  const runtime = await createWasmRuntime();
  const reason = name === 'wasm' ? 'it was asked for' : 'it runs everywhere';
  return { runtime, considered: [...considered, described(runtime, reason)] };
}

/** The runtime, or why there is none. */
async function start({ library, source }: FoundLibrary): Promise<Runtime | string> {
  try {
    prepareCuda(library);
    return await quietly(() => createTensorflowRuntime({ library }));
  } catch (error) {
    // The loader's sentence names the library again.
    const reason = messageOf(error).replaceAll(`${library}: `, '').split('\n')[0];
    return `${library} (from ${source}) cannot be loaded (${reason}); run mfm setup, or name another library in MFM_LIBTENSORFLOW`;
  }
}

function described({ name, device, version }: Runtime, reason: string): ConsideredBackend {
  return { name, ok: true, device, version, reason };
}

function fromEnvironment(): 'auto' | BackendName {
  const value = process.env['MFM_BACKEND'] || 'auto';
  if (value === 'auto' || value === 'tensorflow' || value === 'wasm') return value;
  throw new UserError(`MFM_BACKEND is '${value}': set it to auto, tensorflow or wasm.`);
}

/** The driver of NVIDIA's cards on Linux, and of any card under WSL. */
const DRIVER_SIGNS = ['/proc/driver/nvidia/version', '/dev/dxg'];

/** Why TensorFlow computes where it does, in words that say what would make it faster. */
export function gpuAbsence(
  device: string,
  flavour: Flavour | undefined,
  driver = DRIVER_SIGNS.some(existsSync),
): string {
  if (device.startsWith('GPU')) return 'it runs on the GPU';
  const hidden = process.env['CUDA_VISIBLE_DEVICES'];
  if (!driver && flavour === 'cpu') {
    return 'no NVIDIA GPU was found, and this libtensorflow has no GPU part (mfm setup --gpu installs one that has)';
  }
  if (!driver) return 'no NVIDIA GPU was found';
  if (hidden === '' || hidden === '-1') return 'CUDA_VISIBLE_DEVICES hides the GPU';
  if (flavour === 'cpu') {
    return 'there is an NVIDIA GPU, but the CPU flavour of libtensorflow is installed; run mfm setup --gpu';
  }
  return 'TensorFlow could not use the NVIDIA GPU; its driver may be too old for CUDA 12, or CUDA libraries are missing';
}
