import { type Precision, runtime } from './runtime.js';

/** What asks for mixed precision: an encoder. */
interface Asking {
  /** AMP_OPT_LEVEL. */
  readonly amp: string;
}

/** In what a network computes with the runtime in use, and why, where its config asks for mixed precision. */
export interface ChosenPrecision {
  precision: Precision;
  why?: string;
}

/**
 * AMP_OPT_LEVEL: '' and O0 are single precision; O1 is half precision where that is faster, and `auto` so where nothing can
 * overflow, which in bfloat16 is no sooner than in single precision.
 */
export function precisionFor({ amp }: Asking): ChosenPrecision {
  if (amp !== 'O1' && amp !== 'auto') return { precision: 'float32' };
  const { type, why } = runtime().half;
  if (type === 'float16' && amp === 'auto') {
    return { precision: 'float32', why: 'float16 could overflow (AMP_OPT_LEVEL: O1 takes it, with a scaled loss)' };
  }
  return { precision: type ?? 'float32', why };
}

/** 'CPU, 2 threads; bfloat16, for this processor multiplies it natively'. */
export function deviceText(network: Asking): string {
  const { precision, why } = precisionFor(network);
  return why === undefined ? runtime().device : `${runtime().device}; ${precision}, for ${why}`;
}
