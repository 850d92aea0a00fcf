import type { Checkpoint } from './checkpoint.js';
import type { CheckpointMeta } from './checkpointMeta.js';
import type { TensorData } from './tensorData.js';
import type { TensorSource } from './tensorSource.js';

/** A checkpoint of which no tensor has been read yet; names as in `Checkpoint`. */
export interface CheckpointSource {
  meta: CheckpointMeta;
  tensors: ReadonlyMap<string, TensorSource>;
}

/** Reads all tensors. @throws UserError as their files do */
export async function readCheckpointSource({ meta, tensors }: CheckpointSource): Promise<Checkpoint> {
  const read = new Map<string, TensorData>();
  for (const [name, tensor] of tensors) read.set(name, await tensor.read());
  return { meta, tensors: read };
}
