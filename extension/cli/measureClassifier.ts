import type { LoadedClassifier } from '../engine/checkpoint/storedClassifier.js';
import type { ImageFolder } from '../engine/data/folder.js';
import type { CompiledStep } from '../engine/runtime/runtime.js';
import { counted } from '../engine/text/format.js';
import { printAccuracy } from './accuracyText.js';
import { print, printJson } from './output.js';
import { countLine } from './progress/countLine.js';
import { untilInterrupted } from './untilInterrupted.js';

/** A classifier and the images that it is measured on, as its config has them seen, DATA.BATCH_SIZE at once. */
export interface Measured extends LoadedClassifier {
  /** Of the classifier. */
  file: string;
  folder: ImageFolder;
}

/** Measures and prints how often a classifier is right. @throws UserError for images of other classes */
export async function measureAccuracy(measured: Measured, json: boolean): Promise<void> {
  const { requireClasses } = await import('../engine/data/labels.js');
  const { askClassifier } = await import('../engine/evaluation/answers.js');
  const { file, classifier, classNames, config, folder } = measured;
  requireClasses(folder, classifier.classes, file, classNames);
  await measure(measured, {
    work: { what: 'Images:', total: folder.entries.length },
    ask: (step, signal) => askClassifier(step, folder, config, signal),
    show: answers => printAccuracy(file, classifier.name, answers, json),
  });
}

/** Measures and prints how many images a second a classifier takes. */
export async function measureThroughput(measured: Measured, json: boolean): Promise<void> {
  const speed = await import('../engine/evaluation/throughput.js');
  const { runtime } = await import('../engine/runtime/runtime.js');
  const { file, classifier, config, folder } = measured;
  const { warmUpPasses, timedPasses } = speed;
  await measure(measured, {
    work: { what: 'Passes:', total: warmUpPasses + timedPasses },
    ask: (step, signal) => speed.measureThroughput(step, folder, config, signal),
    async show({ batchSize, imagesPerSecond }) {
      const { name: backend, device } = runtime();
      const { name: model } = classifier;
      if (json) return printJson({ checkpoint: file, model, backend, device, batchSize, timedPasses, imagesPerSecond });
      print(
        `${model}: ${imagesPerSecond.toPrecision(4)} images per second ` +
          `(${timedPasses} passes of ${counted(batchSize, 'image')}, after ${warmUpPasses} to warm up; ${backend}, ${device})`,
      );
    },
  });
}

interface Work<Result> {
  /** What the line of progress counts. */
  work: { what: string; total: number };
  /** Yields how much is done. */
  ask(step: CompiledStep, signal: AbortSignal): AsyncGenerator<number, Result>;
  show(result: Result): Promise<void>;
}

async function measure<Result>({ classifier }: Measured, { work, ask, show }: Work<Result>): Promise<void> {
  const { compiledClassifier, pixelClassifier } = await import('../engine/models/pixelClassifier.js');
  const line = countLine(work.what);
  await untilInterrupted(line, 'Interrupted: nothing was measured.', async signal => {
    const step = compiledClassifier(pixelClassifier(classifier));
    const asking = ask(step, signal);
    let next = await asking.next();
    while (!next.done) {
      line.show(next.value, work.total);
      next = await asking.next();
    }
    line.end();
    step.dispose();
    await show(next.value);
  });
}
