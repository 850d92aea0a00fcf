import type { ConversionProgress } from '../../protocol/conversion.js';
import { sourceBytes, type TensorSource } from '../checkpoint/tensorSource.js';

/** The same tensors, with a report after each that is read. */
export function watched(
  tensors: ReadonlyMap<string, TensorSource>,
  report: (progress: ConversionProgress) => void,
): Map<string, TensorSource> {
  const total = [...tensors.values()].reduce((sum, tensor) => sum + sourceBytes(tensor), 0);
  let done = 0;
  const watch = (tensor: TensorSource): TensorSource => ({
    dtype: tensor.dtype,
    shape: tensor.shape,
    async read() {
      const data = await tensor.read();
      done += sourceBytes(tensor);
      report({ done, total });
      return data;
    },
  });
  return new Map([...tensors].map(([name, tensor]) => [name, watch(tensor)]));
}
