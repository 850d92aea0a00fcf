import { type LoadedSegmenter, loadSegmenter } from '../../engine/checkpoint/storedSegmenter.js';
import { ImageSegmenter } from '../../engine/evaluation/imageSegmenter.js';
import { KeptFiles } from './keptFiles.js';

const kept = new KeptFiles(async file => new KeptSegmenter(await loadSegmenter(file, 1)));

/**
 * The network of a checkpoint that segments. To be called in a turn of the backend's.
 *
 * @throws UserError when the file cannot be read or does not segment
 */
export function keptSegmenter(checkpoint: string): Promise<KeptSegmenter> {
  return kept.get(checkpoint);
}

/** A loaded network that is kept between calls. */
class KeptSegmenter {
  readonly segmenter: ImageSegmenter;

  constructor(readonly loaded: LoadedSegmenter) {
    this.segmenter = new ImageSegmenter(loaded.segmenter, loaded.config);
  }

  dispose(): void {
    this.segmenter.dispose();
    this.loaded.segmenter.parameters.dispose();
  }
}
