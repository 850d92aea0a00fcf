import { readFileSync } from 'node:fs';
import type { HalfPrecision } from '../engine/runtime/runtime.js';
import type { Gpu } from './gpu.js';

/** NVIDIA's GPUs multiply bfloat16 from this compute capability (Ampere), and float16 much faster than single precision from that (Volta). */
const AMPERE = 8;
const VOLTA = 7;

/**
 * The half precision that the device in use multiplies by itself. What is emulated is slower than single precision.
 *
 * @param gpu absent = the processor computes
 */
export function halfPrecision(gpu: Gpu | 'unknown GPU' | undefined): HalfPrecision {
  if (gpu === 'unknown GPU') return { why: 'the driver does not say what the GPU can' };
  if (gpu) return ofCapability(gpu.capability);
  return multipliesBfloat16(processorFlags())
    ? { type: 'bfloat16', why: 'this processor multiplies it natively' }
    : { why: 'this processor is not known to multiply bfloat16 natively (AVX-512 BF16, AMX)' };
}

/** @param capability NVIDIA's compute capability */
export function ofCapability(capability: number): HalfPrecision {
  if (capability >= AMPERE) return { type: 'bfloat16', why: 'this GPU multiplies it natively' };
  const needs = `bfloat16 needs compute capability ${AMPERE}.0, and this GPU has ${capability.toFixed(1)}`;
  return capability >= VOLTA ? { type: 'float16', why: needs } : { why: needs };
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
