import { readCheckpointMeta } from '../../engine/checkpoint/checkpoint.js';
import { readSafetensors, readSafetensorsHeader } from '../../engine/checkpoint/safetensors.js';
import type { SafetensorsHeader } from '../../engine/checkpoint/safetensorsHeader.js';
import { UserError } from '../../engine/errors.js';
import type { Sheet, WorkerApi } from '../../protocol/workerApi.js';
import { checkpointSheet, tensorFileSheet } from '../sheets/checkpointSheet.js';
import { filtersPicture } from '../sheets/filtersPicture.js';

/** The weights of the patch embedding, `[width, channels, p, p]`: the only ones that can be looked at as pictures. */
const FILTERS = 'encoder.patch_embed.proj.weight';

/** What a checkpoint holds: of all its tensors only one is read, its first filters. Needs no backend. */
export async function inspect({ checkpoint: file }: WorkerApi['inspect']['params']): Promise<Sheet> {
  const header = await readSafetensorsHeader(file);
  const filters = await filtersOf(file, header);
  try {
    const { meta } = await readCheckpointMeta(file);
    return checkpointSheet(file, header, meta, filters);
  } catch (error) {
    // Another program's file, or metadata of a newer version: the tensors are there all the same.
    if (error instanceof UserError) return tensorFileSheet(file, header, error.message, filters);
    throw error;
  }
}

async function filtersOf(file: string, header: SafetensorsHeader) {
  const shape = header.tensors.get(FILTERS)?.shape;
  if (shape?.length !== 4 || shape[1] !== 3) return undefined;
  const { tensors } = await readSafetensors(file, [FILTERS]);
  return filtersPicture(tensors.get(FILTERS)!);
}
