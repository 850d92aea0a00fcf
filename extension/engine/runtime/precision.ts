import type { Config } from '../config/schema.js';
import { type Precision, runtime } from '../runtime/runtime.js';

/** In what a config trains with the runtime in use, and why, where it asks for mixed precision. */
export interface ChosenPrecision {
  precision: Precision;
  why?: string;
}

/** AMP_OPT_LEVEL: '' and O0 are single precision; O1 is half precision where that is faster. */
export function precisionOf({ AMP_OPT_LEVEL: level }: Pick<Config, 'AMP_OPT_LEVEL'>): ChosenPrecision {
  if (level !== 'O1') return { precision: 'float32' };
  const { type, why } = runtime().half;
  return { precision: type ?? 'float32', why };
}

/** 'CPU, 2 threads; bfloat16, for this processor multiplies it natively'. */
export function deviceText(config: Pick<Config, 'AMP_OPT_LEVEL'>): string {
  const { precision, why } = precisionOf(config);
  return why === undefined ? runtime().device : `${runtime().device}; ${precision}, for ${why}`;
}
