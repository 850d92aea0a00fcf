import type { LoadedClassifier } from '../checkpoint/storedClassifier.js';
import type { Source } from '../data/source.js';
import { evaluationOptions } from '../data/views/evaluation.js';
import { UserError } from '../errors.js';
import { pixelClassifier } from '../models/pixelClassifier.js';
import type { TestedClassifier } from './robustness.js';

/**
 * A loaded classifier as one that is put to the test. Where its file does not name its classes, they are those of the folder.
 *
 * @throws UserError when they can be none of it
 */
export function testedClassifier(
  { classifier, config, classNames }: LoadedClassifier,
  { classes, root }: Source,
  file: string,
): TestedClassifier {
  const names = classNames ?? classes;
  if (names.length !== classifier.classes) {
    throw new UserError(
      `${root} has ${classes.length} class folders, and ${file} tells ${classifier.classes} classes whose names it does not say: name a folder with all of them.`,
    );
  }
  return {
    classNames: names,
    view: evaluationOptions(config),
    ...pixelClassifier(classifier),
  };
}
