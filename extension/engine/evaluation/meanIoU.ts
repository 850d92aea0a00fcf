import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { MetricSpec } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import { segmentationClasses } from '../config/segmentation.js';
import { decodeImage, UnreadableImage } from '../data/decode.js';
import { decodeMask } from '../data/decodeMask.js';
import type { ImageFolder, SkippedFile } from '../data/folder.js';
import { crop, type RgbImage, toPlanar } from '../data/image.js';
import { openMaskFolder } from '../data/maskFolder.js';
import { resize } from '../data/resize.js';
import { UserError } from '../errors.js';
import type { Method } from '../methods/method.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';
import { Confusion } from '../segmentation/confusion.js';
import { LogitCanvas, windowsOver } from '../segmentation/slidingWindow.js';
import type { Evaluation, Evaluator } from './evaluator.js';

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
export function meanIoU(config: Config, { segment, parameters }: Method): Evaluator | undefined {
  const { VAL_PATH: path, IMG_SIZE: side, BATCH_SIZE: batchSize, INTERPOLATION: filter } = config.DATA;
  if (path === '' || !segment) return undefined;
  const classes = segmentationClasses(config);
  let folder: ImageFolder | undefined;
  let step: CompiledStep | undefined;
  return {
    metrics,
    leads: true,
    every: 1,
    async prepare() {
      const { LAYOUT: layout, IGNORE: ignore } = config.SEGMENTATION;
      folder = await openMaskFolder(path, { layout, ignore, classes, split: 'validation', key: 'DATA.VAL_PATH' });
    },
    run: () => measure(folder!),
    dispose: () => step?.dispose(),
  };

  async function measure({ root, entries, maskIds, skipped }: ImageFolder): Promise<Evaluation> {
    step ??= runtime().compile('segment', images => [segment!(images!)], parameters.variablesOfState());
    const confusion = new Confusion(classes);
    const without: SkippedFile[] = [...skipped];
    for (const { path, mask } of entries) {
      try {
        const image = await decodeImage(join(root, path));
        const truth = await decodeMask(root, mask!, maskIds!, image);
        confusion.add(truth.data, (await logitsOf(image)).classesAt(truth.height, truth.width));
      } catch (error) {
        if (!(error instanceof UnreadableImage)) throw error;
        without.push({ path, reason: error.reason });
      }
    }
    if (confusion.total === 0) throw new UserError(nothingMeasured(root, without[0]));
    const { meanIou, pixelAccuracy, meanAccuracy, iou } = confusion.scores();
    return {
      values: { miou: 100 * meanIou, pixelAccuracy: 100 * pixelAccuracy, meanAccuracy: 100 * meanAccuracy },
      details: { iou: iou.map(share => 100 * share) },
      warning: without.length > 0 ? uncovered(without, root, entries.length + skipped.length) : undefined,
    };
  }

  /** What the model makes of an image whose short side is made `side` pixels. */
  async function logitsOf(image: RgbImage): Promise<LogitCanvas> {
    const scale = side / Math.min(image.width, image.height);
    const [width, height] = [image.width, image.height].map(length => Math.max(side, Math.round(length * scale)));
    const sized = resize(image, width!, height!, filter);
    const canvas = new LogitCanvas([height!, width!], classes);
    const windows = windowsOver([height!, width!], side);
    for (let first = 0; first < windows.length; first += batchSize) {
      const some = windows.slice(first, first + batchSize);
      const pixels = some.map(corner => toPlanar(crop(sized, { ...corner, width: side, height: side })));
      const images = tf.tidy(() => tf.stack(pixels.map(planes => tf.tensor3d(planes, [3, side, side]))));
      const [logits] = await step!.run(images);
      const values = logits!.dataSync<'float32'>();
      tf.dispose([images, logits!]);
      const length = values.length / some.length;
      for (const [i, corner] of some.entries()) canvas.add(values.subarray(i * length, (i + 1) * length), corner, side);
    }
    return canvas;
  }
}

function nothingMeasured(root: string, first: SkippedFile | undefined): string {
  const why = first
    ? `no image in ${root} can be used (${first.path}: ${first.reason})`
    : `no pixel in ${root} has a class`;
  return `DATA.VAL_PATH: ${why}: put good images and masks in their place.`;
}

/** Which images a mean IoU does without. */
function uncovered(without: readonly SkippedFile[], root: string, all: number): string {
  const { path, reason } = without[0]!;
  return `Mean IoU is of ${all - without.length} of the ${all} images in ${root}; the others cannot be used (${path}: ${reason}).`;
}
