import { type Precision, runtime } from './runtime.js';

/** What asks for mixed precision: an encoder. */
interface Asking {
  /** AMP_OPT_LEVEL. */
  readonly amp: string;
}

/** In what a network computes with the runtime in use, and why, where that is worth a word. */
export interface ChosenPrecision {
  precision: Precision;
  why?: string;
}

/**
 * AMP_OPT_LEVEL: '' and O0 are single precision; O1 is half precision where that is faster, and `auto` so where nothing can
 * overflow, which in bfloat16 is no sooner than in single precision. Who asks for O1 hears why it is not to be had; `auto` asks
 * for nothing.
 */
export function precisionFor({ amp }: Asking): ChosenPrecision {
  if (amp !== 'O1' && amp !== 'auto') return { precision: 'float32' };
  const { type, why } = runtime().half;
  if (amp === 'auto' && type !== 'bfloat16') return { precision: 'float32' };
  return { precision: type ?? 'float32', why };
}

/**
 * 'CPU, 2 threads; bfloat16, for this processor multiplies it natively'.
 *
 * @param threads that train, where the runtime's own are not all
 */
export function deviceText(network: Asking, threads: number): string {
  const { precision, why } = precisionFor(network);
  const device = threads > 1 ? `${runtime().device}, ${threads} threads` : runtime().device;
  return why === undefined ? device : `${device}; ${precision}, for ${why}`;
}
