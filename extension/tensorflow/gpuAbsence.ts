import { existsSync } from 'node:fs';
import type { Flavour } from './install/release.js';

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
  if (!driver) return 'no NVIDIA GPU was found';
  if (hidden === '' || hidden === '-1') return 'CUDA_VISIBLE_DEVICES hides the GPU';
  if (flavour === 'cpu') {
    return 'there is an NVIDIA GPU, but the CPU flavour of libtensorflow is installed; run mfm setup --gpu';
  }
  return 'TensorFlow could not use the NVIDIA GPU; its driver may be too old for CUDA 12, or CUDA libraries are missing';
}
