import { type LoadedClassifier, loadClassifier } from '../../engine/checkpoint/storedClassifier.js';
import { decodeImage } from '../../engine/data/decode.js';
import type { ImageFolder } from '../../engine/data/folder.js';
import { toPlanar } from '../../engine/data/image.js';
import { evaluationOptions, middleOf } from '../../engine/data/views/evaluation.js';
import { Explainer, type SeenImage } from '../../engine/inspect/decision/explainer.js';
import { SightOf } from '../../engine/robustness/sight.js';
import { testedClassifier } from '../../engine/robustness/testedClassifier.js';
import type { SeenRequest } from '../../protocol/seen.js';
import { KeptFiles, versionOf } from './keptFiles.js';
import { measuredFolder } from './measuredFolder.js';

const classifiers = new KeptFiles(
  async checkpoint => new KeptClassifier(checkpoint, await loadClassifier(checkpoint, 1)),
);

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

  /** A folder of a million images is listed once. */
  private looking?: { key: string; folder: ImageFolder; sight: SightOf };

  constructor(
    private readonly file: string,
    readonly loaded: LoadedClassifier,
  ) {
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

  /**
   * The images of a measurement, and what it sees of them.
   *
   * @throws UserError when the folder cannot be opened, or has other classes
   */
  async at({ folder: dir, images, epsilon, published }: SeenRequest): Promise<{ folder: ImageFolder; sight: SightOf }> {
    const key = JSON.stringify([dir, images, epsilon, published]);
    if (this.looking?.key !== key) {
      const folder = await measuredFolder({ folder: dir, images });
      const tested = testedClassifier(this.loaded, folder, this.file);
      const sight = new SightOf(tested, folder, { epsilon, published });
      this.looking?.sight.dispose();
      this.looking = { key, folder, sight };
    }
    return this.looking;
  }

  dispose(): void {
    this.looking?.sight.dispose();
    this.explainer.dispose();
    this.loaded.classifier.parameters.dispose();
  }
}
