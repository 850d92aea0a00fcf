import type { DType, TensorData } from './tensorData.js';
import { ELEMENT_BYTES, elementCount } from './tensorData.js';

/** A tensor whose values are read when they are written, so that a model passes from file to file tensor by tensor. */
export interface TensorSource {
  dtype: DType;
  shape: readonly number[];
  /** The elements, row-major, as `TensorData.data`. */
  read(): Promise<Uint8Array>;
}

/** A tensor that is in memory already. */
export function sourceOf({ dtype, shape, data }: TensorData): TensorSource {
  return { dtype, shape, read: async () => data };
}

/** Bytes of all elements. */
export function sourceBytes({ dtype, shape }: Pick<TensorSource, 'dtype' | 'shape'>): number {
  return elementCount(shape) * ELEMENT_BYTES[dtype];
}

/** The elements, whose number is made sure of. */
export async function readSource(name: string, source: TensorSource): Promise<Uint8Array> {
  const data = await source.read();
  if (data.byteLength === sourceBytes(source)) return data;
  throw new Error(`Tensor ${name}: ${data.byteLength} bytes do not make ${source.dtype} [${source.shape.join(', ')}].`);
}
