import { loadForGood } from './keptLibrary.js';

const driver = process.platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1';

/** 'GPU: NVIDIA H200', for the first GPU that CUDA shows to this process; 'GPU' when the driver does not say. */
export function gpuName(): string {
  try {
    const cuda = loadForGood(driver);
    const device = [0];
    const name = Buffer.alloc(256);
    const failed =
      cuda.func('int cuInit(unsigned int flags)')(0) ||
      cuda.func('int cuDeviceGet(_Out_ int *device, int ordinal)')(device, 0) ||
      cuda.func('int cuDeviceGetName(void *name, int bytes, int device)')(name, name.length, device[0]);
    if (failed) return 'GPU';
    return `GPU: ${name.toString('utf8', 0, name.indexOf(0))}`;
  } catch {
    return 'GPU';
  }
}
