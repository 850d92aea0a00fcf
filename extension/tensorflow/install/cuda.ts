import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadForGood } from '../keptLibrary.js';

/**
 * NVIDIA's packages that the GPU wheel asks for, as requirements for pip: the extra `and-cuda` of its own METADATA, so
 * that no list here can grow stale.
 */
export function cudaRequirements(metadata: string): string[] {
  return metadata
    .split('\n')
    .map(line => /^Requires-Dist:\s*(nvidia-[^;]+?)\s*;\s*extra\s*==\s*["']and-cuda["']\s*$/.exec(line)?.[1])
    .filter(requirement => requirement !== undefined)
    .map(requirement => requirement.replace(/[()\s]/g, ''));
}

/** Of NVIDIA's wheels: shared libraries, and what XLA compiles kernels with. */
export function isCudaFile(path: string): boolean {
  return /^nvidia\/[^/]+\/lib\/.*\.so(\.|$)/.test(path) || /^nvidia\/cuda_nvcc\/(bin|nvvm)\//.test(path);
}

/**
 * Makes NVIDIA's libraries findable for a libtensorflow that is about to be loaded. An installation keeps the layout of
 * the wheels (`tensorflow/` beside `nvidia/`), which their search paths expect; loading them first by their full path
 * makes sure where a library names no search path, as a name that is loaded already is not searched again.
 */
export function prepareCuda(library: string): void {
  const nvidia = join(dirname(dirname(library)), 'nvidia');
  if (!existsSync(nvidia)) return;
  // Read by TensorFlow as it is loaded: where XLA finds its compiler and libdevice.
  process.env['XLA_FLAGS'] ??= `--xla_gpu_cuda_data_dir=${join(nvidia, 'cuda_nvcc')}`;
  let waiting = sharedLibraries(nvidia);
  for (let before = Infinity; waiting.length < before; ) {
    before = waiting.length;
    // One that needs another not loaded yet has its turn in the next round.
    waiting = waiting.filter(file => !canLoad(file));
  }
}

function sharedLibraries(nvidia: string): string[] {
  return readdirSync(nvidia).flatMap(name => {
    const folder = join(nvidia, name, 'lib');
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter(file => /\.so\.\d/.test(file));
    return files.map(file => join(folder, file));
  });
}

function canLoad(file: string): boolean {
  try {
    loadForGood(file, { lazy: true });
    return true;
  } catch {
    return false;
  }
}
