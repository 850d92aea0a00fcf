import type { LoadedClassifier } from '../engine/checkpoint/storedClassifier.js';
import type { ImageFolder } from '../engine/data/folder.js';
import { printAccuracy } from './accuracyText.js';
import { measuring } from './measuring.js';

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
  const { compiledClassifier, pixelClassifier } = await import('../engine/models/pixelClassifier.js');
  const { file, classifier, classNames, config, folder } = measured;
  requireClasses(folder, classifier.classes, file, classNames);
  await measuring(() => compiledClassifier(pixelClassifier(classifier)), {
    work: { what: 'Images:', total: folder.entries.length },
    ask: (step, signal) => askClassifier(step, folder, config, signal),
    show: answers => printAccuracy(file, classifier.name, answers, json),
  });
}
