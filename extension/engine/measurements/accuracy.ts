import { join } from 'node:path';
import type { AccuracyMeasurement, AccuracyRequest } from '../../protocol/measurement.js';
import { type LoadedClassifier, loadClassifier } from '../checkpoint/storedClassifier.js';
import { type ImageFolder, openImageFolder } from '../data/folder.js';
import { requireClasses } from '../data/labels.js';
import { askClassifier } from '../evaluation/answers.js';
import { accuracyOf, classResults, confusions } from '../evaluation/classResults.js';
import { compiledClassifier, pixelClassifier } from '../models/pixelClassifier.js';
import type { MeasureHooks } from './hooks.js';
import { madeBy } from './machine.js';

/** How often a fine-tuned checkpoint is right. @throws UserError for what is no classifier, and for images of other classes */
export async function measureAccuracy(request: AccuracyRequest, hooks: MeasureHooks): Promise<AccuracyMeasurement> {
  const folder = await openImageFolder(request.folder);
  await hooks.start();
  const { checkpoint, batchSize, average } = request;
  const loaded = await loadClassifier(checkpoint, batchSize, { average });
  return { ...(await accuracyAmong(checkpoint, loaded, folder, batchSize, hooks)), average };
}

/**
 * The same for a classifier that is loaded, as its config has images seen.
 *
 * @param checkpoint its file
 */
export async function accuracyAmong(
  checkpoint: string,
  { classifier, classNames, config }: LoadedClassifier,
  folder: ImageFolder,
  batchSize: number,
  { signal, onProgress }: Pick<MeasureHooks, 'signal' | 'onProgress'>,
): Promise<AccuracyMeasurement> {
  requireClasses(folder, classifier.classes, checkpoint, classNames);
  const total = folder.entries.length;
  const DATA = { ...config.DATA, BATCH_SIZE: Math.min(batchSize, total) };
  const step = compiledClassifier(pixelClassifier(classifier));
  try {
    const asking = askClassifier(step, folder, { ...config, DATA }, signal);
    let next = await asking.next();
    for (; !next.done; next = await asking.next()) onProgress({ what: 'images', done: next.value, total });
    const answers = next.value;
    const absolute = [...folder.skipped, ...answers.failed].map(({ path, reason }) => {
      return { path: join(folder.root, path), reason };
    });
    return {
      kind: 'accuracy',
      checkpoint,
      model: classifier.name,
      folder: folder.root,
      batchSize,
      ...accuracyOf(answers),
      classes: classResults(answers),
      confusions: confusions(answers),
      unusable: absolute,
      ...madeBy(),
    };
  } finally {
    step.dispose();
  }
}
