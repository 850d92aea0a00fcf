import { type CheckpointMeta, decodeMeta, encodeMeta } from './checkpointMeta.js';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors.js';
import type { SafetensorsHeader } from './safetensorsHeader.js';
import type { TensorData } from './tensorData.js';

const OPTIMIZER_PREFIX = 'optimizer.';

/**
 * Model tensors under their official names (`encoder.blocks.0.attn.qkv.weight`, PyTorch layouts), AdamW's moments under
 * `optimizer.exp_avg.<name>` and `optimizer.exp_avg_sq.<name>`.
 */
export interface Checkpoint {
  meta: CheckpointMeta;
  tensors: Map<string, TensorData>;
}

/** Writes a checkpoint: one safetensors file, atomically. Throws UserError when the disk does not take it. */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await writeSafetensors(file, checkpoint.tensors, encodeMeta(checkpoint.meta));
}

/**
 * Reads a checkpoint; with 'model', without the optimiser's two thirds.
 *
 * @throws UserError when the file is unreadable, truncated, damaged, no MFM checkpoint, or from a newer version
 */
export async function loadCheckpoint(file: string, part: 'all' | 'model' = 'all'): Promise<Checkpoint> {
  const { meta, header } = await readCheckpointMeta(file);
  const names = [...header.tensors.keys()].filter(name => part === 'all' || !name.startsWith(OPTIMIZER_PREFIX));
  const { tensors } = await readSafetensors(file, names);
  return { meta, tensors };
}

/** Reads what a checkpoint is and which tensors it holds, from its header alone. Throws as `loadCheckpoint`. */
export async function readCheckpointMeta(file: string): Promise<{ meta: CheckpointMeta; header: SafetensorsHeader }> {
  const header = await readSafetensorsHeader(file);
  return { meta: decodeMeta(file, header.metadata), header };
}
