import { type CheckpointMeta, encodeMeta } from './checkpointMeta.js';
import type { FileTensor } from './fileTensor.js';
import { writeSafetensors } from './safetensors.js';
import type { TensorData } from './tensorData.js';
import type { TensorSource } from './tensorSource.js';

/**
 * Model tensors under their official names (`encoder.blocks.0.attn.qkv.weight`, PyTorch layouts), AdamW's moments under
 * `optimizer.exp_avg.<name>` and `optimizer.exp_avg_sq.<name>`.
 */
export interface Checkpoint {
  meta: CheckpointMeta;
  tensors: Map<string, TensorData>;
}

/** A checkpoint of which no tensor has been read yet (`ownCheckpoint`); names as in `Checkpoint`. */
export interface CheckpointSource {
  meta: CheckpointMeta;
  tensors: ReadonlyMap<string, TensorSource>;
}

/** One that lies in a file. */
export interface StoredCheckpoint extends CheckpointSource {
  tensors: ReadonlyMap<string, FileTensor>;
}

/** Writes a checkpoint: one safetensors file, atomically. Throws UserError when the disk does not take it. */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await writeSafetensors(file, checkpoint.tensors, encodeMeta(checkpoint.meta));
}
