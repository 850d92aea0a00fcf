import { readFileSync } from 'node:fs';
import type { HalfPrecision } from '../engine/runtime/runtime.js';
import { computeCapability } from './gpu.js';

/** NVIDIA's GPUs multiply bfloat16 from this compute capability (Ampere). */
const AMPERE = 8;

/** Whether the device in use multiplies bfloat16 by itself. Elsewhere it is emulated, and slower than single precision. */
export function halfPrecision(gpu: boolean): HalfPrecision {
  if (gpu) {
    const capability = computeCapability();
    if (capability === undefined) return { why: 'the driver does not say what the GPU can' };
    return capability >= AMPERE
      ? { type: 'bfloat16', why: 'this GPU multiplies it natively' }
      : { why: `bfloat16 needs compute capability ${AMPERE}.0, and this GPU has ${capability.toFixed(1)}` };
  }
  return multipliesBfloat16(processorFlags())
    ? { type: 'bfloat16', why: 'this processor multiplies it natively' }
    : { why: 'this processor is not known to multiply bfloat16 natively (AVX-512 BF16, AMX)' };
}

/** @param flags as Linux lists them, in one line */
export function multipliesBfloat16(flags: string): boolean {
  return /\b(avx512_bf16|amx_bf16|bf16)\b/.test(flags);
}

function processorFlags(): string {
  try {
    return /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
