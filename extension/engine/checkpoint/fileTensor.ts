import { float32Tensor, toFloat32 } from './tensorData.js';
import type { TensorFile } from './tensorFile.js';
import type { TensorSource } from './tensorSource.js';

/** A tensor that lies in a file, perhaps under another name, as a part, or in another shape. Nothing of it is read yet. */
export interface FileTensor extends TensorSource {
  /** Its name in the file. */
  origin: string;
}

/** A tensor of a file as it is. */
export function fileTensor(file: TensorFile, name: string): FileTensor {
  const { dtype, shape } = file.tensors.get(name)!;
  return { origin: name, dtype, shape, read: () => file.read(name) };
}

/** `source` with other values, made of its own when it is read. */
export function converted(
  source: FileTensor,
  shape: number[],
  convert: (values: Float32Array) => Float32Array,
): FileTensor {
  const read = async () => float32Tensor(shape, convert(toFloat32(await source.read())));
  return { origin: source.origin, dtype: 'F32', shape, read };
}

/** Some rows of a tensor: `count` from `start` along its first axis. */
export function rowsOf(source: FileTensor, start: number, count: number): FileTensor {
  const row = source.shape.slice(1).reduce((product, size) => product * size, 1);
  const shape = [count, ...source.shape.slice(1)];
  return converted(source, shape, values => values.subarray(start * row, (start + count) * row));
}
