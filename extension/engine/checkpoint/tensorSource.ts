import type { DType, TensorData } from './tensorData.js';
import { ELEMENT_BYTES, elementCount } from './tensorData.js';

/** A tensor whose values are read when they are written, so that a model passes from file to file tensor by tensor. */
export interface TensorSource {
  dtype: DType;
  shape: readonly number[];
  read(): Promise<TensorData>;
}

/** A tensor that is in memory already. */
export function sourceOf(tensor: TensorData): TensorSource {
  return { dtype: tensor.dtype, shape: tensor.shape, read: async () => tensor };
}

/** Bytes of all elements. */
export function sourceBytes({ dtype, shape }: Pick<TensorSource, 'dtype' | 'shape'>): number {
  return elementCount(shape) * ELEMENT_BYTES[dtype];
}

/** The elements, row-major, whose number is made sure of. */
export async function readSource(name: string, source: TensorSource): Promise<Uint8Array> {
  const { data } = await source.read();
  if (data.byteLength === sourceBytes(source)) return data;
  throw new Error(`Tensor ${name}: ${data.byteLength} bytes do not make ${source.dtype} [${source.shape.join(', ')}].`);
}
