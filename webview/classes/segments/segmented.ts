import type { SegmentationView } from '../../../extension/protocol/segmentationApi.js';

/** The images in which classes of pixels are recognised worst, by the class and the place among its images. */
export interface Segmented<View extends SegmentationView = SegmentationView> {
  /** What the network makes of one, and what its mask says. */
  look(index: number, place: number, signal: AbortSignal): Promise<View>;
  /** Opens one in the editor. */
  open(index: number, place: number): Promise<void>;
  /** What should be known of the prediction, as a sentence. */
  note?(view: View): string;
}
