import { corruptionIds } from '../../../extension/engine/data/corruptions/registry.js';
import { mapFrequencies } from '../../../extension/engine/robustness/fourierNoise.js';
import type { RobustnessMeasurement } from '../../../extension/protocol/measurement.js';
import type { RobustnessRow } from '../../../extension/protocol/robustness.js';

const [side, grid, images] = [64, 15, 200];
const severities = [1, 2, 3, 4, 5] as const;

/**
 * Accuracies by formulas: they fall with severity, the more the later a corruption stands in the benchmark.
 *
 * @param strength 1 = all clean images are recognised
 * @param taste of low frequencies, from 0 to 1: how much of the accuracy they give
 */
export function fakeRobustness(checkpoint: string, strength: number, taste: number): RobustnessMeasurement {
  const row = (of: Pick<RobustnessRow, 'kind' | 'name'> & Partial<RobustnessRow>, share: number): RobustnessRow => {
    const top1 = (100 * Math.round(images * strength * share)) / images;
    return { ...of, top1, top5: Math.min(100, top1 + 8), of: images };
  };
  const corrupted = corruptionIds.flatMap((name, i) =>
    severities.map(severity =>
      row({ kind: 'corruption', name, severity }, 1 - severity * (0.04 + 0.006 * ((5 * i) % 19))),
    ),
  );
  const filtered = [1, 2, 4, 8, 16, 32].flatMap(radius => [
    row({ kind: 'filter', name: 'low-pass', pass: 'low', radius }, 1 - (1 - taste) * (1 - radius / 32) ** 2),
    row({ kind: 'filter', name: 'high-pass', pass: 'high', radius }, 1 - taste * (radius / 32) ** 0.5),
  ]);
  const noisy = mapFrequencies(grid, side).map(({ frequency }) => {
    const distance = Math.hypot(...frequency) / 31;
    const share = 1 - Math.exp(-((distance - taste) ** 2) / 0.05) * 0.7;
    return row({ kind: 'fourier', name: frequency.join(', '), frequency }, share);
  });
  return {
    kind: 'robustness',
    checkpoint,
    folder: 'photos/val',
    batchSize: 32,
    tests: ['attacks', 'corruptions', 'filters', 'fourier'],
    epsilon: 1,
    model: 'ViT 12 x 384, patch 16',
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    time: '2026-03-01T14:05:00.000Z',
    unusable: [],
    side,
    grid,
    rows: [
      row({ kind: 'clean', name: 'clean' }, 1),
      row({ kind: 'attack', name: 'FGSM' }, 0.3),
      row({ kind: 'attack', name: 'PGD' }, 0.12),
      ...filtered,
      ...noisy,
      ...corrupted,
    ],
    isComplete: true,
  };
}

/** As it is when it was interrupted in the middle of the corruptions. */
export function interrupted(found: RobustnessMeasurement): RobustnessMeasurement {
  return { ...found, rows: found.rows.slice(0, -60), isComplete: false };
}
