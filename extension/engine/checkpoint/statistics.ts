import type { TensorData } from './tensorData.js';
import { toFloat32 } from './tensorData.js';

/** What one looks at to see whether a tensor is healthy. `nan` counts NaN elements; the others leave those out. */
export interface TensorStatistics {
  min: number;
  max: number;
  mean: number;
  /** Population standard deviation (divided by n, not n - 1). */
  std: number;
  nan: number;
}

/** Statistics over all elements, in double precision. Without any number to look at, everything but `nan` is NaN. */
export function tensorStatistics(tensor: TensorData): TensorStatistics {
  const values = toFloat32(tensor);
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let nan = 0;
  for (const x of values) {
    if (Number.isNaN(x)) {
      nan++;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
  }
  const count = values.length - nan;
  if (count === 0) return { min: NaN, max: NaN, mean: NaN, std: NaN, nan };
  const mean = sum / count;
  let squares = 0;
  for (const x of values) if (!Number.isNaN(x)) squares += (x - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / count), nan };
}
