import type { SegmentationMeasurement } from '../../../extension/protocol/measurement.js';
import { fakeSegments } from '../run/fakeSegments.js';

const course = { stepsPerEpoch: 12 } as Parameters<typeof fakeSegments>[2];

/** What a network makes of so many classes of pixels after so many epochs. */
export function fakeSegmented(checkpoint: string, classCount: number, epochs: number): SegmentationMeasurement {
  const { miou, pixelAccuracy, classes } = fakeSegments(classCount, epochs, course);
  return {
    kind: 'segmentation',
    checkpoint,
    batchSize: 32,
    folder: 'photos/scenes',
    images: 90,
    miou,
    pixelAccuracy,
    meanAccuracy: miou + 12,
    classes: classes.map(found => ({
      ...found,
      worst: found.worst.map(image => ({ ...image, mask: image.path.replace('images', 'masks') })),
    })),
    model: 'ViT 12 x 384, patch 16, UPerNet',
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    time: '2026-03-01T14:05:00.000Z',
    unusable: [],
  };
}
