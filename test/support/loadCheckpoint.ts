import type { Checkpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { openFile, ownCheckpoint } from '../../extension/engine/checkpoint/open.js';
import type { TensorData } from '../../extension/engine/checkpoint/tensorData.js';

/** Reads a whole checkpoint of ours, in either format. */
export async function loadCheckpoint(file: string): Promise<Checkpoint> {
  const { meta, tensors } = ownCheckpoint(await openFile(file));
  const read = new Map<string, TensorData>();
  for (const [name, tensor] of tensors) read.set(name, await tensor.read());
  return { meta, tensors: read };
}
