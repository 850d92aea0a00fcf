import { type LoadedClassifier, loadClassifier } from '../../engine/checkpoint/storedClassifier.js';
import { decodeImage } from '../../engine/data/decode.js';
import { toPlanar } from '../../engine/data/image.js';
import { evaluationOptions, middleOf } from '../../engine/data/views/evaluation.js';
import { Explainer, type SeenImage } from '../../engine/inspect/decision/explainer.js';
import { KeptFiles, versionOf } from './keptFiles.js';

const classifiers = new KeptFiles(async checkpoint => new KeptClassifier(await loadClassifier(checkpoint, 1)));

/**
 * The classifier of a checkpoint, kept as `KeptFiles` says.
 *
 * @throws UserError when the file cannot be read or holds no classifier
 */
export function keptClassifier(checkpoint: string): Promise<KeptClassifier> {
  return classifiers.get(checkpoint);
}

/** A loaded classifier that is kept between calls, with what it made of the image it saw last. */
export class KeptClassifier {
  readonly explainer: Explainer;
  private last?: { file: string; version: string; seen: SeenImage };

  constructor(readonly loaded: LoadedClassifier) {
    this.explainer = new Explainer(loaded);
  }

  /** What it makes of an image, computed once: another class or layer is explained from there. */
  async look(file: string): Promise<SeenImage> {
    const version = await versionOf(file);
    if (this.last?.file !== file || this.last.version !== version) {
      const image = middleOf(await decodeImage(file), evaluationOptions(this.loaded.config));
      this.last = { file, version, seen: await this.explainer.look(toPlanar(image)) };
    }
    return this.last.seen;
  }

  dispose(): void {
    this.explainer.dispose();
    this.loaded.classifier.parameters.dispose();
  }
}
