import type { LoadedSegmenter } from '../engine/checkpoint/storedSegmenter.js';
import { classNames } from '../engine/config/segmentation.js';
import type { ImageFolder } from '../engine/data/folder.js';
import { measuring } from './measuring.js';
import { printSegmentation } from './segmentationText.js';

/** A network that segments and the images with masks that it is measured on, DATA.BATCH_SIZE windows of them at once. */
export interface MeasuredSegmenter extends LoadedSegmenter {
  /** Of the network. */
  file: string;
  folder: ImageFolder;
}

/** Measures and prints how right the classes of pixels are. @throws UserError when nothing could be measured */
export async function measureSegmentation(measured: MeasuredSegmenter, json: boolean): Promise<void> {
  const { askSegmenter } = await import('../engine/evaluation/segmentAnswers.js');
  const { compiledSegmenter, pixelSegmenter } = await import('../engine/models/segmentation/pixelSegmenter.js');
  const { file, segmenter, config, folder } = measured;
  const { IMG_SIZE: side, BATCH_SIZE: batchSize } = config.DATA;
  await measuring(() => compiledSegmenter(pixelSegmenter(segmenter)), {
    work: { what: 'Images:', total: folder.entries.length },
    ask: (step, signal) => askSegmenter({ step, classes: segmenter.classes, side, batchSize }, folder, config, signal),
    show: answers => printSegmentation(file, segmenter.name, answers, classNames(config), json),
  });
}
