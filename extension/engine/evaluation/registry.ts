import type { Config } from '../config/schema.js';
import type { TrainingFolder } from '../data/folder.js';
import type { Method } from '../methods/method.js';
import { accuracy } from './accuracy.js';
import type { Evaluator } from './evaluator.js';
import { meanIoU } from './meanIoU.js';
import { onlineProbes } from './onlineProbes.js';

/** Each gives an evaluator where a config wants it and a method can be evaluated so. */
const kinds: readonly ((config: Config, method: Method, folder: TrainingFolder) => Evaluator | undefined)[] = [
  accuracy,
  meanIoU,
  onlineProbes,
];

/** The evaluators that a config wants, and that the images allow. */
export function evaluatorsOf(config: Config, method: Method, folder: TrainingFolder): Evaluator[] {
  return kinds.flatMap(kind => kind(config, method, folder) ?? []);
}
