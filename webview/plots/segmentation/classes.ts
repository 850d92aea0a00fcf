import { classColour } from '../../../extension/engine/pictures/classColours.js';
import { classOverlay } from '../../../extension/engine/pictures/classOverlay.js';
import { IGNORED } from '../../../extension/engine/segmentation/confusion.js';
import type { SegmentationView } from '../../../extension/protocol/segmentationApi.js';
import { type Raster, rasterFromRgb } from '../raster.js';

/** A class that is in an image, by its mask or the prediction. */
export interface PresentClass {
  index: number;
  name: string;
  /** Shares of the image's pixels, from 0 to 1; of the truth only where there is a mask. */
  truth?: number;
  prediction: number;
  /** In percent, where there is a mask. */
  iou?: number;
}

/** The classes that an image has, the largest first. */
export function presentClasses({ classes, prediction, truth }: SegmentationView): PresentClass[] {
  const predicted = counts(prediction);
  const true_ = truth && counts(truth.mask);
  const share = (count: number) => count / prediction.length;
  return classes
    .map((name, index) => ({
      index,
      name,
      truth: true_ && share(true_[index]!),
      prediction: share(predicted[index]!),
      iou: truth?.iou[index] ?? undefined,
    }))
    .filter(({ truth = 0, prediction }) => truth + prediction > 0)
    .sort((a, b) => (b.truth ?? b.prediction) - (a.truth ?? a.prediction));
}

/** The pixels whose class is wrong, with the class that they were given; all others have none. */
export function wrongPixels(prediction: Uint8Array, truth: Uint8Array): Uint8Array {
  return prediction.map((index, i) => (truth[i] === IGNORED || truth[i] === index ? IGNORED : index));
}

/** Classes as colours over their image. */
export function overlay({ input }: SegmentationView, classes: Uint8Array, opacity: number): Raster {
  const { data, width, height } = classOverlay(input, classes, opacity);
  return rasterFromRgb(data, width, height);
}

/** The colour of a class, as style sheets have it. */
export function cssColour(index: number): string {
  return `rgb(${classColour(index).join(' ')})`;
}

function counts(classes: Uint8Array): Uint32Array {
  const found = new Uint32Array(256);
  for (const index of classes) found[index]!++;
  return found;
}
