import { type LoadedClassifier, loadClassifier } from '../../engine/checkpoint/storedClassifier.js';
import type { ImageFolder } from '../../engine/data/folder.js';
import { SightOf } from '../../engine/robustness/sight.js';
import { testedClassifier } from '../../engine/robustness/testedClassifier.js';
import type { SeenRequest } from '../../protocol/seen.js';
import { Kept } from './kept.js';
import { measuredFolder } from './measuredFolder.js';

const kept = new Kept<KeptClassifier>(2);

/**
 * The classifier of a checkpoint, loaded anew when the file has changed. To be called in a turn of the backend's: what has not been
 * looked at for longest is disposed for it.
 *
 * @throws UserError when the file cannot be read or holds no classifier
 */
export function keptClassifier(checkpoint: string): Promise<KeptClassifier> {
  return kept.of(checkpoint, async () => new KeptClassifier(checkpoint, await loadClassifier(checkpoint, 1)));
}

/** What was asked about a classifier last is kept with it: a folder of a million images is listed once. */
export class KeptClassifier {
  private looking?: { key: string; folder: ImageFolder; sight: SightOf };

  constructor(
    private readonly file: string,
    private readonly loaded: LoadedClassifier,
  ) {}

  /** @throws UserError when the folder cannot be opened, or has other classes */
  async at({ folder: dir, images, epsilon }: SeenRequest): Promise<{ folder: ImageFolder; sight: SightOf }> {
    const key = JSON.stringify([dir, images, epsilon]);
    if (this.looking?.key !== key) {
      const folder = await measuredFolder({ folder: dir, images });
      const sight = new SightOf(testedClassifier(this.loaded, folder, this.file), folder, epsilon);
      this.looking?.sight.dispose();
      this.looking = { key, folder, sight };
    }
    return this.looking;
  }

  dispose(): void {
    this.looking?.sight.dispose();
    this.loaded.classifier.parameters.dispose();
  }
}
