import { tensorStatistics } from '../../../extension/engine/checkpoint/statistics.js';
import { float32Tensor } from '../../../extension/engine/checkpoint/tensorData.js';
import { filterResponses } from '../../../extension/engine/inspect/weights/patchFilters.js';
import { specialValues, tensorHistogram } from '../../../extension/engine/inspect/weights/tensorHistogram.js';
import { tensorMap } from '../../../extension/engine/inspect/weights/tensorMap.js';
import { sinCosPositions } from '../../../extension/engine/models/sinCos.js';
import { Random } from '../../../extension/engine/random.js';
import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import type { FilterBank, PositionTable, TensorDetails } from '../../../extension/protocol/workerApi.js';
import { network } from './tensors.js';

/** A tensor of normal values, summed up by the engine's own code. The last block's are damaged. */
export function tensorDetails({ name, shape }: TensorEntry): TensorDetails {
  const random = new Random(7, name.length, shape[0] ?? 1);
  const values = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => {
    return random.normal(0.02);
  });
  if (name.includes('blocks.11.mlp')) values.set([NaN, NaN, Infinity], 1);
  const statistics = tensorStatistics(float32Tensor(shape, values));
  const histogram = tensorHistogram(values);
  return {
    name,
    statistics,
    ...specialValues(values),
    histogram,
    first: values.slice(0, 32),
    map: tensorMap(values, shape),
  };
}

/** Gabor functions: waves of many frequencies, directions and colours under a Gaussian. */
export function gaborFilters(): FilterBank {
  const { width: count, channels, patchSize: size } = network;
  const values = new Float32Array(count * channels * size * size);
  for (let filter = 0, i = 0; filter < count; filter++) {
    const random = new Random(3, filter);
    const frequency = 0.45 * random.uniform() ** 2;
    const angle = Math.PI * random.uniform();
    const phase = 2 * Math.PI * random.uniform();
    const strength = 0.05 + 0.2 * random.uniform();
    const colour = Array.from({ length: channels }, () => 0.4 + 0.6 * random.uniform());
    for (const weight of colour) {
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const [u, v] = [x - (size - 1) / 2, y - (size - 1) / 2];
          const along = u * Math.cos(angle) + v * Math.sin(angle);
          const envelope = Math.exp(-(u * u + v * v) / (2 * (size / 5) ** 2));
          values[i++] = strength * weight * envelope * Math.cos(2 * Math.PI * frequency * along + phase);
        }
      }
    }
  }
  const filters = { count, channels, height: size, width: size, values };
  return { name: 'encoder.patch_embed.proj.weight', ...filters, ...filterResponses(filters) };
}

/** Sine-cosine positions, once as they are and once with noise, as if learned. */
export function positionTables(): PositionTable[] {
  const grid = network.imageSize / network.patchSize;
  const fixed = sinCosPositions([grid, grid], network.width).slice(network.width);
  const random = new Random(5);
  const learned = fixed.map(value => value + 0.5 * (random.uniform() - 0.5));
  const sides = { rows: grid, columns: grid, width: network.width };
  return [
    { name: 'encoder.pos_embed', isLearned: true, ...sides, values: learned },
    { name: 'decoder', isLearned: false, ...sides, values: fixed },
  ];
}
