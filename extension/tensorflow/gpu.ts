import { loadForGood } from './keptLibrary.js';

/** `CUdevice_attribute`. */
const CAPABILITY_MAJOR = 75;
const CAPABILITY_MINOR = 76;

const driver = process.platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1';

/** What generation the first GPU is of, such as 9.0; undefined when the driver does not say. */
export function computeCapability(): number | undefined {
  try {
    const cuda = loadForGood(driver);
    const attribute = cuda.func('int cuDeviceGetAttribute(_Out_ int *value, int attribute, int device)');
    const [device, major, minor] = [[0], [0], [0]];
    const failed =
      cuda.func('int cuInit(unsigned int flags)')(0) ||
      cuda.func('int cuDeviceGet(_Out_ int *device, int ordinal)')(device, 0) ||
      attribute(major, CAPABILITY_MAJOR, device[0]) ||
      attribute(minor, CAPABILITY_MINOR, device[0]);
    return failed ? undefined : major[0]! + minor[0]! / 10;
  } catch {
    return undefined;
  }
}

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
