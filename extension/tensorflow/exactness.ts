import { dirname, join } from 'node:path';
import { loadForGood } from './keptLibrary.js';

/**
 * How exactly TensorFlow computes on GPUs, for the whole process. Neither has a C function: the C++ ones are called by their mangled
 * names, as Linux has them.
 */
export interface Exactness {
  /** Lets products be in single precision. Else NVIDIA's GPUs, from Ampere on, round their factors to the 10 bits of TF32. */
  refuseTf32(): void;
  /** Makes every operation sum in the same order whenever it runs; one that cannot fails when it is run. */
  requireDeterminism(): void;
}

/**
 * @param library path of libtensorflow_cc
 * @returns undefined where the framework library beside it has no such functions
 */
export function exactness(library: string): Exactness | undefined {
  try {
    const framework = loadForGood(join(dirname(library), 'libtensorflow_framework.so.2'));
    const enableTf32 = framework.func('void _ZN3tsl32enable_tensor_float_32_executionEb(bool enabled)');
    const enableDeterminism = framework.func('void _ZN3tsl19EnableOpDeterminismEb(bool enabled)');
    return { refuseTf32: () => enableTf32(false), requireDeterminism: () => enableDeterminism(true) };
  } catch {
    return undefined;
  }
}
