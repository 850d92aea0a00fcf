import type { ProbeMeasurement, ProbeTrial } from '../../../extension/protocol/measurement.js';

/** A linear probe of a layer, by formulas; later layers tell more, and so do more labels. */
export function fakeProbe(layer: number | undefined, perClass: number | undefined): ProbeMeasurement {
  const depth = layer ?? 13;
  const labels = perClass ?? 40;
  const trials = [0, 1, 2].map((seed): ProbeTrial => {
    const top1 = 30 + 3 * depth + 4 * Math.log2(labels) + (seed - 1) * 1.5;
    return { seed, labelled: 10 * labels, measured: 200, top1, top5: Math.min(100, top1 + 20), strength: 0.01 };
  });
  const middle = (id: 'top1' | 'top5') => ({ mean: trials[1]![id], spread: 1.5 });
  return {
    kind: 'probe',
    checkpoint: 'runs/demo/checkpoints/epoch-0020-step-002000.safetensors',
    batchSize: 32,
    probe: { name: 'linear', solver: 'lbfgs' },
    train: 'photos/train',
    val: 'photos/val',
    tokens: 'patches',
    layer,
    layerName: layer === undefined ? undefined : `blocks.${layer - 1}`,
    labels: perClass === undefined ? undefined : { perClass },
    seeds: 3,
    classes: Array.from({ length: 10 }, (_, k) => `class ${k + 1}`),
    images: { train: 400, val: 200 },
    trials,
    top1: middle('top1'),
    top5: middle('top5'),
    model: 'ViT 12 x 384, patch 16',
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    time: '2026-03-01T14:05:00.000Z',
    unusable: [],
  };
}
