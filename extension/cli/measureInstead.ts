import { resolve } from 'node:path';
import { isFineTuning, isSegmenting } from '../engine/config/purpose.js';
import type { Config } from '../engine/config/schema.js';
import { UserError } from '../engine/errors.js';
import type { BackendName } from '../tensorflow/select.js';
import { startBackend } from './backend.js';
import { measureThroughput } from './measureThroughput.js';
import { show, underWay } from './measuring.js';
import { note } from './output.js';

/** Whether a config that fine-tunes or segments has a checkpoint measured and nothing trained (EVAL_MODE, THROUGHPUT_MODE). */
export function measuresInstead(config: Config): boolean {
  return (isFineTuning(config) || isSegmenting(config)) && (config.EVAL_MODE || config.THROUGHPUT_MODE);
}

/**
 * Measures MODEL.RESUME or PRETRAINED on the held-out images of a config, as the config has them seen.
 *
 * @throws UserError when the config names no checkpoint or holds no images out, or asks for both measurements
 */
export async function measureInstead(config: Config, backend: BackendName | undefined, json: boolean): Promise<void> {
  const { openHeldOutImages } = await import('../engine/training/images.js');
  const { loadClassifier } = await import('../engine/checkpoint/storedClassifier.js');
  if (config.EVAL_MODE && config.THROUGHPUT_MODE) {
    throw new UserError('EVAL_MODE and THROUGHPUT_MODE are both True: set one of them to False and measure in turn.');
  }
  const key = config.EVAL_MODE ? 'EVAL_MODE' : 'THROUGHPUT_MODE';
  const file = config.MODEL.RESUME || config.PRETRAINED;
  if (file === '') {
    throw new UserError(`${key} is True: name the checkpoint to measure in MODEL.RESUME or with --pretrained.`);
  }
  const folder = await openHeldOutImages(config);
  await startBackend(backend, note);
  const batchSize = Math.min(config.DATA.BATCH_SIZE, folder.entries.length);
  const given = { ...config, DATA: { ...config.DATA, BATCH_SIZE: batchSize } };
  if (isSegmenting(config)) {
    const { loadSegmenter } = await import('../engine/checkpoint/storedSegmenter.js');
    const loaded = await loadSegmenter(file, batchSize, given);
    if (config.THROUGHPUT_MODE) {
      const { compiledSegmenter, pixelSegmenter } = await import('../engine/models/segmentation/pixelSegmenter.js');
      const compile = () => compiledSegmenter(pixelSegmenter(loaded.segmenter));
      return measureThroughput({ ...loaded, name: loaded.segmenter.name, file, folder, compile }, json);
    }
    const { segmentationAmong } = await import('../engine/measurements/segmentation.js');
    const { segmentationText } = await import('./segmentationText.js');
    const found = await underWay({ backend }, undefined, hooks =>
      segmentationAmong(resolve(file), loaded, folder, batchSize, hooks),
    );
    if (found) await show({ json }, found, segmentationText, undefined);
    return;
  }
  const loaded = await loadClassifier(file, batchSize, { given });
  if (config.THROUGHPUT_MODE) {
    const { compiledClassifier, pixelClassifier } = await import('../engine/models/pixelClassifier.js');
    const compile = () => compiledClassifier(pixelClassifier(loaded.classifier));
    return measureThroughput({ ...loaded, name: loaded.classifier.name, file, folder, compile }, json);
  }
  const { accuracyAmong } = await import('../engine/measurements/accuracy.js');
  const { accuracyText } = await import('./accuracyText.js');
  const found = await underWay({ backend }, undefined, hooks =>
    accuracyAmong(resolve(file), loaded, folder, batchSize, hooks),
  );
  if (found) await show({ json }, found, accuracyText, undefined);
}
