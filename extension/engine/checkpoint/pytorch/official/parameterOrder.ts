import type { ParameterSpec } from '../../../models/parameters.js';
import { isDecayed } from '../../../models/parameters.js';

/** The parameters of the official optimiser's two groups, each in the order of the model (fact sheet 1.12). */
export interface ParameterOrder {
  decayed: string[];
  others: string[];
}

/** The optimiser numbers the parameters through: first those that are decayed, then the others. */
export function parameterOrder(specs: readonly ParameterSpec[]): ParameterOrder {
  const names = (decayed: boolean) => specs.filter(spec => isDecayed(spec) === decayed).map(spec => spec.name);
  return { decayed: names(true), others: names(false) };
}
