import type { Value } from './field.js';
import { type Config, fields, valueAt } from './schema.js';

/** A key that has several values. */
export interface Difference {
  key: string;
  /** In the order of the configurations. */
  values: Value[];
}

/** The keys in which configurations differ, in the order of the schema. */
export function differences(configs: readonly Config[]): Difference[] {
  const found: Difference[] = [];
  for (const key of fields.keys()) {
    const values = configs.map(config => valueAt(config, key));
    if (new Set(values.map(value => JSON.stringify(value))).size > 1) found.push({ key, values });
  }
  return found;
}
