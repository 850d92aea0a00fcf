import { UserError } from '../errors.js';
import { type Config, fields, valueAt } from './schema.js';
import { sameValue } from './where.js';
import { written } from './written.js';

/** What a training is refused with for the value of a key, as one sentence that says what to do; undefined when it may start. */
export function refusalOf(config: Config, key: string): string | undefined {
  const { refusal, default: usual } = fields.get(key)!;
  const value = valueAt(config, key);
  return refusal && !sameValue(value, usual) ? `${key} is ${written(value)}: ${refusal}.` : undefined;
}

/** @throws UserError when one of the keys asks for what no training does */
export function refuse(config: Config, ...keys: string[]): void {
  for (const key of keys) {
    const message = refusalOf(config, key);
    if (message) throw new UserError(message);
  }
}
