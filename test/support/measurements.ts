import type { Measurement } from '../../extension/protocol/measurement.js';

const found = {
  ...{ batchSize: 4, model: 'ViT', backend: 'wasm', device: 'CPU', time: '2026-03-01T12:00:00.000Z' },
  unusable: [{ path: '/images/a/1.png', reason: 'the file is empty' }],
};

/** One measurement of a checkpoint of each kind. */
export function measurements(checkpoint: string): Measurement[] {
  const accuracy = { top1: 50, top5: 100, of: 2 };
  return [
    {
      kind: 'accuracy',
      ...{ ...found, checkpoint, folder: '/images', ...accuracy },
      classes: [
        { name: 'größer', ...accuracy, precision: null },
        { name: 'b', ...accuracy, precision: 50 },
      ],
      confusions: [{ label: 1, answer: 0, count: 1, images: ['b/1.png'] }],
    },
    {
      kind: 'probe',
      ...{ ...found, checkpoint, probe: { name: 'knn', k: 20, temperature: 0.07 }, train: '/images', holdout: 0.2 },
      ...{ tokens: 'patches', labels: { percent: 1 }, seeds: 2, classes: ['a', 'b'], images: { train: 10 } },
      trials: [{ seed: 0, labelled: 8, measured: 2, top1: 50, top5: 100 }],
      ...{ top1: { mean: 50 }, top5: { mean: 100, spread: 0 } },
    },
    {
      kind: 'robustness',
      ...{ ...found, checkpoint, folder: '/images', tests: ['filters', 'fourier'], epsilon: 1, side: 32, grid: 15 },
      rows: [
        { kind: 'clean', name: 'clean', ...accuracy },
        { kind: 'filter', name: 'low-pass', pass: 'low', radius: 2, ...accuracy },
        { kind: 'fourier', name: '0, 1', frequency: [0, 1], ...accuracy },
      ],
      isComplete: false,
    },
    {
      kind: 'segmentation',
      ...{ ...found, checkpoint, folder: '/images', layout: 'pets', images: 2 },
      ...{ miou: 25, pixelAccuracy: 50, meanAccuracy: 40 },
      classes: [
        { name: 'größer', iou: 0, accuracy: null, pixels: 0, worst: [] },
        {
          name: 'b',
          ...{ iou: 50, accuracy: 75, pixels: 900 },
          worst: [{ path: 'images/1.png', mask: 'masks/1.png', iou: 20, pixels: 300 }],
        },
      ],
    },
  ];
}
