import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { MetricSpec } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import { labelField } from '../data/batch.js';
import { type ImageFolder, openImageFolder, type SkippedFile } from '../data/folder.js';
import { requireSameClasses } from '../data/labels.js';
import { Loader } from '../data/loader.js';
import { UserError } from '../errors.js';
import type { Method } from '../methods/method.js';
import { isAmongBest } from '../metrics/topAccuracy.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';
import type { Evaluation, Evaluator } from './evaluator.js';

const metrics: readonly MetricSpec[] = [
  { id: 'top1', label: 'Top-1 accuracy', short: 'top-1', unit: '%', better: 'higher', seldom: true, exact: true },
  { id: 'top5', label: 'Top-5 accuracy', short: 'top-5', unit: '%', better: 'higher', seldom: true, exact: true },
];

/** Top-1 and top-5 accuracy on the labelled images of DATA.VAL_PATH, seen whole and in their middle (fact sheet 1.13). */
export function accuracy(config: Config, { classify, parameters }: Method): Evaluator | undefined {
  const { VAL_PATH: path, IMG_SIZE: side, BATCH_SIZE: batchSize, NUM_WORKERS } = config.DATA;
  if (path === '' || !classify) return undefined;
  let folder: ImageFolder | undefined;
  let step: CompiledStep | undefined;
  return {
    metrics,
    leads: true,
    every: 1,
    async prepare(source) {
      folder = await openImageFolder(path);
      requireSameClasses(folder, source, 'DATA.VAL_PATH');
    },
    run: () => measure(folder!),
    dispose: () => step?.dispose(),
  };

  async function measure(source: ImageFolder): Promise<Evaluation> {
    step ??= runtime().compile('classify', images => [classify!(images!)], parameters.variablesOfState());
    const view = { kind: 'square', side } as const;
    const threads = Math.max(1, Math.min(NUM_WORKERS, cpus().length));
    const loader = new Loader({ source, view, ofEntry: [labelField(source)], batchSize, seed: 0, threads });
    const right = { top1: 0, top5: 0, of: 0 };
    try {
      for await (const { size, fields } of loader.once()) {
        const images = tf.tensor4d(fields['images']!, [size, 3, side, side]);
        const [logits] = await step.run(images);
        const values = logits!.dataSync<'float32'>();
        tf.dispose([images, logits!]);
        const classes = values.length / size;
        for (const [i, label] of fields['labels']!.entries()) {
          const scores = values.subarray(i * classes, (i + 1) * classes);
          if (isAmongBest(scores, label, 1)) right.top1++;
          if (isAmongBest(scores, label, 5)) right.top5++;
        }
        right.of += size;
      }
    } finally {
      await loader.close();
    }
    const without = [...source.skipped, ...loader.failed];
    if (right.of === 0) {
      const { path, reason } = without[0]!;
      throw new UserError(
        `DATA.VAL_PATH: none of the ${without.length} images in ${source.root} can be decoded (${path}: ${reason}): put good files in their place.`,
      );
    }
    const values = { top1: (100 * right.top1) / right.of, top5: (100 * right.top5) / right.of };
    return { values, warning: without.length > 0 ? uncovered(without, source.root, right.of) : undefined };
  }
}

/** Which images an accuracy does without. */
function uncovered(without: readonly SkippedFile[], root: string, measured: number): string {
  const { path, reason } = without[0]!;
  const all = measured + without.length;
  return `Accuracy is of ${measured} of the ${all} images in ${root}; the others cannot be used (${path}: ${reason}).`;
}
