import { loadForGood } from './keptLibrary.js';

/** The first GPU that CUDA shows to this process. */
export interface Gpu {
  /** 'NVIDIA H200' */
  name: string;
  /** Compute capability: its generation, such as 9.0. */
  capability: number;
  /** Bytes. */
  memory: number;
}

/** `CUdevice_attribute`. */
const CAPABILITY_MAJOR = 75;
const CAPABILITY_MINOR = 76;

const driver = process.platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1';

/** Undefined when the driver does not say. */
export function firstGpu(): Gpu | undefined {
  try {
    const cuda = loadForGood(driver);
    const attribute = cuda.func('int cuDeviceGetAttribute(_Out_ int *value, int attribute, int device)');
    const [device, major, minor, memory] = [[0], [0], [0], [0]];
    const name = Buffer.alloc(256);
    const failed =
      cuda.func('int cuInit(unsigned int flags)')(0) ||
      cuda.func('int cuDeviceGet(_Out_ int *device, int ordinal)')(device, 0) ||
      cuda.func('int cuDeviceGetName(void *name, int bytes, int device)')(name, name.length, device[0]) ||
      cuda.func('int cuDeviceTotalMem_v2(_Out_ size_t *bytes, int device)')(memory, device[0]) ||
      attribute(major, CAPABILITY_MAJOR, device[0]) ||
      attribute(minor, CAPABILITY_MINOR, device[0]);
    if (failed) return undefined;
    return {
      name: name.toString('utf8', 0, name.indexOf(0)),
      capability: major[0]! + minor[0]! / 10,
      memory: Number(memory[0]),
    };
  } catch {
    return undefined;
  }
}
