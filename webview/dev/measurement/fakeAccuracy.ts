import type { AccuracyMeasurement } from '../../../extension/protocol/measurement.js';
import { fakeClasses } from '../run/fakeClasses.js';

const course = { stepsPerEpoch: 12 } as Parameters<typeof fakeClasses>[2];

/** What a classifier makes of so many classes after so many epochs. */
export function fakeAccuracy(checkpoint: string, classCount: number, epochs: number): AccuracyMeasurement {
  const { classes, confusions } = fakeClasses(classCount, epochs, course);
  const of = classes.reduce((sum, one) => sum + one.of, 0);
  const mean = (id: 'top1' | 'top5') => classes.reduce((sum, one) => sum + one[id] * one.of, 0) / of;
  return {
    kind: 'accuracy',
    checkpoint,
    batchSize: 32,
    folder: 'photos/val',
    top1: mean('top1'),
    top5: mean('top5'),
    of,
    classes,
    confusions,
    model: 'ViT 12 x 384, patch 16',
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    time: '2026-03-01T14:05:00.000Z',
    unusable: [
      { path: 'fish/torn.jpg', reason: 'the file is truncated' },
      { path: 'tools/gone.jpg', reason: 'there is no such file' },
    ],
  };
}
