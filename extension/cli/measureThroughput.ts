import type { LoadedClassifier } from '../engine/checkpoint/storedClassifier.js';
import type { ImageFolder } from '../engine/data/folder.js';
import { counted } from '../engine/text/format.js';
import { print, printJson } from './output.js';
import { countLine } from './progress/countLine.js';
import { untilInterrupted } from './untilInterrupted.js';

/** A classifier and the images that it takes, as its config has them seen, DATA.BATCH_SIZE at once. */
export interface Measured extends LoadedClassifier {
  /** Of the classifier. */
  file: string;
  folder: ImageFolder;
}

/** Measures and prints how many images a second a classifier takes. */
export async function measureThroughput({ file, classifier, config, folder }: Measured, json: boolean): Promise<void> {
  const speed = await import('../engine/evaluation/throughput.js');
  const { runtime } = await import('../engine/runtime/runtime.js');
  const { compiledClassifier, pixelClassifier } = await import('../engine/models/pixelClassifier.js');
  const { warmUpPasses, timedPasses } = speed;
  const line = countLine('Passes:');
  await untilInterrupted(line, 'Interrupted: nothing was measured.', async signal => {
    const step = compiledClassifier(pixelClassifier(classifier));
    const asking = speed.measureThroughput(step, folder, config, signal);
    let next = await asking.next();
    for (; !next.done; next = await asking.next()) line.show(next.value, warmUpPasses + timedPasses);
    line.end();
    step.dispose();
    const { batchSize, imagesPerSecond } = next.value;
    const { name: backend, device } = runtime();
    const { name: model } = classifier;
    if (json) return printJson({ checkpoint: file, model, backend, device, batchSize, timedPasses, imagesPerSecond });
    print(
      `${model}: ${imagesPerSecond.toPrecision(4)} images per second ` +
        `(${timedPasses} passes of ${counted(batchSize, 'image')}, after ${warmUpPasses} to warm up; ${backend}, ${device})`,
    );
  });
}
