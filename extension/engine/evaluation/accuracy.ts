import type { MetricSpec } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import type { SkippedFile, TrainingFolder } from '../data/folder.js';
import { requireSameClasses } from '../data/labels.js';
import { UserError } from '../errors.js';
import type { Method } from '../methods/method.js';
import { compiledClassifier } from '../models/pixelClassifier.js';
import { precisionFor } from '../runtime/precision.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { type Answers, askClassifier } from './answers.js';
import { accuracyOf, classResults, confusions } from './classResults.js';
import type { Evaluation, Evaluator } from './evaluator.js';
import { last } from './last.js';

const metrics: readonly MetricSpec[] = [
  { id: 'top1', label: 'Top-1 accuracy', short: 'top-1', unit: '%', better: 'higher', seldom: true, exact: true },
  { id: 'top5', label: 'Top-5 accuracy', short: 'top-5', unit: '%', better: 'higher', seldom: true, exact: true },
];

/** Top-1 and top-5 accuracy on the labelled images that are not trained on (fact sheet 1.13). */
export function accuracy(
  config: Config,
  { classify, encoder, parameters }: Method,
  { heldOut }: TrainingFolder,
): Evaluator | undefined {
  if (!heldOut || !classify) return undefined;
  let step: CompiledStep | undefined;
  return {
    metrics,
    leads: true,
    every: 1,
    async prepare(source) {
      requireSameClasses(heldOut, source, namedBy(config));
    },
    async run() {
      const { precision } = precisionFor(encoder);
      step ??= compiledClassifier({ classify, variables: parameters.variablesOfState(), precision });
      return evaluationOf(await last(askClassifier(step, heldOut, config)), namedBy(config));
    },
    dispose: () => step?.dispose(),
  };
}

/** The key that says where the images are; without one of their own they are in the folder of all. */
function namedBy({ DATA }: Config): string {
  return DATA.VAL_PATH === '' ? 'DATA.DATA_PATH' : 'DATA.VAL_PATH';
}

/**
 * @param key names the images in messages
 * @throws UserError when no image could be decoded
 */
function evaluationOf(answers: Answers, key: string): Evaluation {
  const { folder, failed } = answers;
  const { top1, top5, of } = accuracyOf(answers);
  const without = [...folder.skipped, ...failed];
  if (of === 0) {
    const { path, reason } = without[0]!;
    throw new UserError(
      `${key}: none of the ${without.length} images in ${folder.root} can be decoded (${path}: ${reason}): put good files in their place.`,
    );
  }
  const details = { root: folder.root, classes: classResults(answers), confusions: confusions(answers) };
  return {
    values: { top1, top5 },
    details,
    warning: without.length > 0 ? uncovered(without, folder.root, of) : undefined,
  };
}

/** Which images an accuracy does without. */
function uncovered(without: readonly SkippedFile[], root: string, measured: number): string {
  const { path, reason } = without[0]!;
  const all = measured + without.length;
  return `Accuracy is of ${measured} of the ${all} images in ${root}; the others cannot be used (${path}: ${reason}).`;
}
