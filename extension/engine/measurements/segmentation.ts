import { join } from 'node:path';
import type { SegmentationMeasurement, SegmentationRequest } from '../../protocol/measurement.js';
import { type LoadedSegmenter, loadSegmenter } from '../checkpoint/storedSegmenter.js';
import { classNames } from '../config/segmentation.js';
import type { ImageFolder } from '../data/folder.js';
import { openMasksToMeasure } from '../data/maskFolder.js';
import { UserError } from '../errors.js';
import { nothingMeasured } from '../evaluation/meanIoU.js';
import { askSegmenter } from '../evaluation/segmentAnswers.js';
import { foundClasses } from '../evaluation/segmentResults.js';
import { compiledSegmenter, pixelSegmenter } from '../models/segmentation/pixelSegmenter.js';
import type { MeasureHooks } from './hooks.js';
import { madeBy } from './machine.js';

/** How right a checkpoint is about pixels. @throws UserError for what does not segment, and for folders or masks that do not fit */
export async function measureSegmentation(
  request: SegmentationRequest,
  hooks: MeasureHooks,
): Promise<SegmentationMeasurement> {
  const { checkpoint, batchSize, layout } = request;
  await hooks.start();
  const loaded = await loadSegmenter(checkpoint, batchSize);
  const folder = await openMaskedFolder(loaded, request);
  return { ...(await segmentationAmong(checkpoint, loaded, folder, batchSize, hooks)), layout };
}

/** The images with masks that a checkpoint shall be measured with. @throws UserError for folders or masks that do not fit */
export function openMaskedFolder(
  { segmenter: { classes: CLASSES }, config }: LoadedSegmenter,
  { folder, layout = config.SEGMENTATION.LAYOUT }: Pick<SegmentationRequest, 'folder' | 'layout'>,
): Promise<ImageFolder> {
  // Another layout leaves the classes as they are.
  const SEGMENTATION = { ...config.SEGMENTATION, LAYOUT: layout, CLASSES };
  const named = { key: 'The folder to measure with', layoutKey: 'the layout (--layout)' };
  return openMasksToMeasure(folder, { ...config, SEGMENTATION }, named);
}

/**
 * The same for a network that is loaded, as its config has images seen.
 *
 * @param checkpoint its file
 * @param batchSize windows that are run at once
 */
export async function segmentationAmong(
  checkpoint: string,
  { segmenter, config }: LoadedSegmenter,
  folder: ImageFolder,
  batchSize: number,
  { signal, onProgress }: Pick<MeasureHooks, 'signal' | 'onProgress'>,
): Promise<SegmentationMeasurement> {
  const { name: model, classes } = segmenter;
  const { root, entries, skipped } = folder;
  const step = compiledSegmenter(pixelSegmenter(segmenter));
  try {
    const asking = askSegmenter({ step, classes, side: config.DATA.IMG_SIZE, batchSize }, folder, config, signal);
    let next = await asking.next();
    for (; !next.done; next = await asking.next())
      onProgress({ what: 'images', done: next.value, total: entries.length });
    const { confusion, failed } = next.value;
    const unusable = [...skipped, ...failed];
    if (confusion.total === 0) throw new UserError(`The folder to measure with: ${nothingMeasured(root, unusable[0])}`);
    const { meanIou, pixelAccuracy, meanAccuracy, iou } = confusion.scores();
    return {
      kind: 'segmentation',
      checkpoint,
      model,
      folder: root,
      batchSize,
      images: entries.length - failed.length,
      miou: 100 * meanIou,
      pixelAccuracy: 100 * pixelAccuracy,
      meanAccuracy: 100 * meanAccuracy,
      classes: foundClasses(next.value, classNames(config)).map((found, k) => ({ ...found, iou: 100 * iou[k]! })),
      unusable: unusable.map(({ path, reason }) => ({ path: join(root, path), reason })),
      ...madeBy(),
    };
  } finally {
    step.dispose();
  }
}
