import type { MetricSpec } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import { classNames, segmentationClasses } from '../config/segmentation.js';
import type { ImageFolder, SkippedFile } from '../data/folder.js';
import { openMasksToMeasure } from '../data/maskFolder.js';
import { UserError } from '../errors.js';
import type { Method } from '../methods/method.js';
import { compiledSegmenter } from '../models/segmentation/pixelSegmenter.js';
import { precisionFor } from '../runtime/precision.js';
import type { CompiledStep } from '../runtime/runtime.js';
import type { Evaluation, Evaluator } from './evaluator.js';
import { last } from './last.js';
import { askSegmenter, type SegmentAnswers } from './segmentAnswers.js';
import { foundClasses } from './segmentResults.js';

const percent = { unit: '%', better: 'higher', seldom: true, exact: true } as const;
const metrics: readonly MetricSpec[] = [
  { id: 'miou', label: 'Mean IoU', short: 'mIoU', note: 'mean over all classes', ...percent },
  { id: 'pixelAccuracy', label: 'Pixel accuracy', ...percent },
  { id: 'meanAccuracy', label: 'Mean accuracy', note: 'mean over the classes there are', ...percent },
];

/**
 * Mean IoU on the masks of DATA.VAL_PATH. The short side of an image becomes DATA.IMG_SIZE, windows of that size slide over it,
 * and their logits are compared at the mask's own size.
 */
export function meanIoU(config: Config, { segment, encoder, parameters }: Method): Evaluator | undefined {
  const { VAL_PATH: path, IMG_SIZE: side, BATCH_SIZE: batchSize } = config.DATA;
  if (path === '' || !segment) return undefined;
  const classes = segmentationClasses(config);
  let folder: ImageFolder | undefined;
  let step: CompiledStep | undefined;
  return {
    metrics,
    leads: true,
    every: 1,
    async prepare() {
      folder = await openMasksToMeasure(path, config, { key: 'DATA.VAL_PATH' });
    },
    async run() {
      const { precision } = precisionFor(encoder);
      step ??= compiledSegmenter({ segment, variables: parameters.variablesOfState(), precision });
      const answers = await last(askSegmenter({ step, classes, side, batchSize }, folder!, config));
      return evaluationOf(answers, classNames(config));
    },
    dispose: () => step?.dispose(),
  };
}

/** @throws UserError when nothing could be measured */
function evaluationOf(answers: SegmentAnswers, names: readonly string[]): Evaluation {
  const { folder, confusion, failed } = answers;
  const without = [...folder.skipped, ...failed];
  if (confusion.total === 0) throw new UserError(`DATA.VAL_PATH: ${nothingMeasured(folder.root, without[0])}`);
  const { meanIou, pixelAccuracy, meanAccuracy, iou } = confusion.scores();
  const all = folder.entries.length + folder.skipped.length;
  return {
    values: { miou: 100 * meanIou, pixelAccuracy: 100 * pixelAccuracy, meanAccuracy: 100 * meanAccuracy },
    details: { root: folder.root, iou: iou.map(share => 100 * share), classes: foundClasses(answers, names) },
    warning: without.length > 0 ? uncovered(without, folder.root, all) : undefined,
  };
}

/** @param first an image that cannot be used */
export function nothingMeasured(root: string, first: SkippedFile | undefined): string {
  const why = first
    ? `no image in ${root} can be used (${first.path}: ${first.reason})`
    : `no pixel in ${root} has a class`;
  return `${why}: put good images and masks in their place.`;
}

/** Which images a mean IoU does without. */
function uncovered(without: readonly SkippedFile[], root: string, all: number): string {
  const { path, reason } = without[0]!;
  return `Mean IoU is of ${all - without.length} of the ${all} images in ${root}; the others cannot be used (${path}: ${reason}).`;
}
