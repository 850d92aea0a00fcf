import type { Config } from '../config/schema.js';
import { type RgbImage, toPlanar } from '../data/image.js';
import { sizedFor } from '../data/views/whole.js';
import { sideOf } from '../input/input.js';
import { compiledSegmenter, pixelSegmenter } from '../models/segmentation/pixelSegmenter.js';
import type { Segmenter } from '../models/segmentation/segmenter.js';
import type { LogitCanvas } from '../segmentation/slidingWindow.js';
import { type SegmentingStep, segmentImage } from './segmentImage.js';

/** Windows that are run at once: of most images there are no more. */
const WINDOWS = 2;

/** Segments images of any size as an evaluation does; its owner disposes it. */
export class ImageSegmenter {
  private readonly segmenting: SegmentingStep;

  /** @param segmenter its parameters are set */
  constructor(
    segmenter: Segmenter,
    private readonly config: Config,
  ) {
    const side = sideOf(segmenter.encoder.input);
    const step = compiledSegmenter(pixelSegmenter(segmenter));
    this.segmenting = { step, classes: segmenter.classes, side, batchSize: WINDOWS };
  }

  async run(image: RgbImage): Promise<LogitCanvas> {
    const sized = sizedFor(image, { side: this.segmenting.side, filter: this.config.DATA.INTERPOLATION });
    return segmentImage(toPlanar(sized), [sized.height, sized.width], this.segmenting);
  }

  dispose(): void {
    this.segmenting.step.dispose();
  }
}
