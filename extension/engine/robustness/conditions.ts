import * as tf from '@tensorflow/tfjs-core';
import type { RobustnessRow } from '../../protocol/robustness.js';
import type { Batch } from '../data/batch.js';
import type { PixelClassifier } from '../models/pixelClassifier.js';
import { Random } from '../random.js';
import { Attack } from './attacks.js';
import { addFourierNoise, fourierBasis, mapFrequencies } from './fourierNoise.js';
import type { RobustnessPlan } from './plan.js';
import { filterByRadius, type Pass } from './radiusFilter.js';

/** What a row is of. */
export type ConditionName = Omit<RobustnessRow, 'top1' | 'top5' | 'of'>;

/** Something that is done to a batch of clean images. */
export interface Condition {
  row: ConditionName;
  /**
   * @param images `[batch, 3, side, side]` in [0, 1]
   * @param targets `[batch, classes]`, one-hot
   * @returns like `images`; the caller's
   */
  perturb(images: tf.Tensor4D, targets: tf.Tensor, batch: Batch): Promise<tf.Tensor>;
  dispose?(): void;
}

/** Names the streams of attacks and of noise, beside the seed. */
const STREAM = { attack: 0xa7, fourier: 0xf0 } as const;

/** Everything of a plan that is made of clean images; corruptions are views and made in the decoding threads. */
export function conditionsOf(plan: RobustnessPlan, model: PixelClassifier, side: number, seed: number): Condition[] {
  return [
    asSeen({ kind: 'clean', name: 'clean' }),
    ...plan.attacks.map((attack, i) => attacked(attack, model, [seed, STREAM.attack, i])),
    ...plan.radii.flatMap(radius => [filtered('low', radius, side), filtered('high', radius, side)]),
    ...(plan.heatMap ? noisy(plan.heatMap, side, seed) : []),
  ];
}

/** Nothing that its view has not done already. */
export function asSeen(row: ConditionName): Condition {
  return { row, perturb: async images => images.clone() };
}

function attacked(
  { name, settings }: RobustnessPlan['attacks'][number],
  model: PixelClassifier,
  stream: readonly number[],
): Condition {
  const attack = new Attack(model, settings);
  return {
    row: { kind: 'attack', name },
    async perturb(images, targets, { indices }) {
      const start = attack.start(
        images,
        Array.from(indices, index => new Random(...stream, index)),
      );
      const changed = await attack.run(images, targets, start);
      start.dispose();
      return changed;
    },
    dispose: () => attack.dispose(),
  };
}

function filtered(pass: Pass, radius: number, side: number): Condition {
  return {
    row: { kind: 'filter', name: pass === 'low' ? 'low-pass' : 'high-pass', pass, radius },
    perturb: (images, _, batch) => eachImage(images, batch, planar => filterByRadius(planar, side, pass, radius)),
  };
}

function noisy({ grid, norm }: { grid: number; norm: number }, side: number, seed: number): Condition[] {
  return mapFrequencies(grid, side).map(({ frequency }) => ({
    row: { kind: 'fourier', name: frequency.join(', '), frequency },
    perturb(images, _, batch) {
      // Anew for each batch: the waves of a whole map would take more memory than its images.
      const basis = fourierBasis(frequency, side, side);
      return eachImage(images, batch, (planar, index) =>
        addFourierNoise(planar, basis, norm, new Random(seed, STREAM.fourier, ...frequency, index)),
      );
    },
  }));
}

/** A change that each image of a batch undergoes by itself, so that the others do not matter. */
async function eachImage(
  images: tf.Tensor4D,
  { size, indices, fields }: Batch,
  change: (planar: Float32Array, index: number) => Float32Array,
): Promise<tf.Tensor> {
  const clean = fields['images']!;
  const length = clean.length / size;
  const changed = new Float32Array(clean.length);
  for (const [i, index] of indices.entries()) {
    changed.set(change(clean.subarray(i * length, (i + 1) * length), index), i * length);
  }
  return tf.tensor4d(changed, images.shape);
}
