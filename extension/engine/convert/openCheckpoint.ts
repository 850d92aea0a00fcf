import { extname } from 'node:path';
import { decodeMeta } from '../checkpoint/checkpointMeta.js';
import type { CheckpointSource } from '../checkpoint/checkpointSource.js';
import { openOwnCheckpoint } from '../checkpoint/pytorch/official/ownEntry.js';
import { openTensorFile } from '../checkpoint/tensorFile.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import { UserError } from '../errors.js';

/** Opens a checkpoint of either format; its tensors are read one by one later. @throws UserError as its format's reader */
export async function openCheckpoint(file: string): Promise<CheckpointSource> {
  if (extname(file) !== '.safetensors') {
    const own = await openOwnCheckpoint(file);
    if (!own) throw new UserError(`${file} is no checkpoint that mfm wrote.`);
    return own;
  }
  const { tensors, metadata, read } = await openTensorFile(file);
  const sources = [...tensors].map(([name, { dtype, shape }]): [string, TensorSource] => [
    name,
    { dtype, shape, read: () => read(name) },
  ]);
  return { meta: decodeMeta(file, Object.fromEntries(metadata)), tensors: new Map(sources) };
}
