import type { LoadedSegmenter } from '../engine/checkpoint/storedSegmenter.js';
import { classNames } from '../engine/config/segmentation.js';
import type { ImageFolder } from '../engine/data/folder.js';
import { measureThroughput } from './measureThroughput.js';
import { runStep } from './runStep.js';
import { printSegmentation } from './segmentationText.js';

/** A network that segments and the images with masks that it is measured on, DATA.BATCH_SIZE windows of them at once. */
export interface MeasuredSegmenter extends LoadedSegmenter {
  /** Of the network. */
  file: string;
  folder: ImageFolder;
}

/**
 * Measures and prints how right the classes of pixels are, or how many images a second the network takes.
 *
 * @throws UserError when nothing could be measured
 */
export async function measureSegmenter(measured: MeasuredSegmenter, throughput: boolean, json: boolean): Promise<void> {
  const { askSegmenter } = await import('../engine/evaluation/segmentAnswers.js');
  const { compiledSegmenter, pixelSegmenter } = await import('../engine/models/segmentation/pixelSegmenter.js');
  const { file, segmenter, config, folder } = measured;
  const { IMG_SIZE: side, BATCH_SIZE: batchSize } = config.DATA;
  const { name, classes } = segmenter;
  const compile = () => compiledSegmenter(pixelSegmenter(segmenter));
  if (throughput) return measureThroughput({ ...measured, name, compile }, json);
  await runStep(compile, {
    work: { what: 'Images:', total: folder.entries.length },
    ask: (step, signal) => askSegmenter({ step, classes, side, batchSize }, folder, config, signal),
    show: answers => printSegmentation(file, name, answers, classNames(config), json),
  });
}
