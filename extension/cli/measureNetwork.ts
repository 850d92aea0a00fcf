import { type Measured, measureAccuracy } from './measureClassifier.js';
import { type MeasuredSegmenter, measureSegmentation } from './measureSegmenter.js';
import { measureThroughput } from './measureThroughput.js';

/** What is measured of a network: how right it is, or how fast; and how that is printed. */
interface How {
  throughput?: boolean;
  json?: boolean;
}

export async function measureClassifier(measured: Measured, { throughput, json = false }: How): Promise<void> {
  if (!throughput) return measureAccuracy(measured, json);
  const { compiledClassifier, pixelClassifier } = await import('../engine/models/pixelClassifier.js');
  const { classifier } = measured;
  const compile = () => compiledClassifier(pixelClassifier(classifier));
  await measureThroughput({ ...measured, name: classifier.name, compile }, json);
}

export async function measureSegmenter(measured: MeasuredSegmenter, { throughput, json = false }: How): Promise<void> {
  if (!throughput) return measureSegmentation(measured, json);
  const { compiledSegmenter, pixelSegmenter } = await import('../engine/models/segmentation/pixelSegmenter.js');
  const { segmenter } = measured;
  const compile = () => compiledSegmenter(pixelSegmenter(segmenter));
  await measureThroughput({ ...measured, name: segmenter.name, compile }, json);
}
