import type { Config } from '../config/schema.js';
import type { Method } from '../methods/method.js';
import { accuracy } from './accuracy.js';
import type { Evaluator } from './evaluator.js';
import { meanIoU } from './meanIoU.js';

/** Each gives an evaluator where a config wants it and a method can be evaluated so. */
const kinds: readonly ((config: Config, method: Method) => Evaluator | undefined)[] = [accuracy, meanIoU];

/** The evaluators that a config wants. */
export function evaluatorsOf(config: Config, method: Method): Evaluator[] {
  return kinds.flatMap(kind => kind(config, method) ?? []);
}
