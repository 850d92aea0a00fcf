import type { TensorInfo, TensorTable } from '../../checkpoint/tensorFile.js';
import { isLearned } from './learnedTensors.js';

/** A tensor of a checkpoint, as its header tells. */
export interface TensorRow extends TensorInfo {
  name: string;
  part: 'model' | 'optimizer';
}

/** The tensors in the order of the file. */
export function tensorRows(header: TensorTable): TensorRow[] {
  return [...header.tensors].map(([name, { dtype, shape, bytes }]) => {
    const part = name.startsWith('optimizer.') ? 'optimizer' : 'model';
    return { name, part, dtype, shape, bytes };
  });
}

/** Values that the network learns. */
export function parameterCount(tensors: readonly TensorRow[]): number {
  const learned = tensors.filter(row => row.part === 'model' && row.dtype === 'F32' && isLearned(row.name));
  return learned.reduce((sum, row) => sum + row.bytes / 4, 0);
}
