import { extname } from 'node:path';
import { UserError } from '../errors.js';
import type { Parameters } from '../models/parameters.js';
import { readCheckpointMeta } from './checkpoint.js';
import { type CheckpointMeta, noTrainingState } from './checkpointMeta.js';
import type { CheckpointSource } from './checkpointSource.js';
import { fileTensor } from './fileTensor.js';
import { afterEpochs, type Progress, type StepCounts, savedProgress } from './progress.js';
import { openOwnCheckpoint } from './pytorch/official/ownEntry.js';
import { readOfficialRun } from './pytorch/official/readOfficialRun.js';
import { openTensorFile } from './tensorFile.js';
import type { TensorSource } from './tensorSource.js';

/** A run as a checkpoint holds it; nothing of its tensors is read yet. */
export interface SavedRun {
  progress: Progress;
  /** By the names of our checkpoints. */
  tensors: ReadonlyMap<string, TensorSource>;
  /** Whether gradients that were being summed are among them. */
  sums: boolean;
}

/**
 * Opens a checkpoint to continue: ours in either format, or an official .pth with its optimiser.
 *
 * @param parameters of the config's model; they need not be initialised
 * @param counts of the config and the images at hand
 * @throws UserError when it cannot be continued with them
 */
export async function openSavedRun(
  file: string,
  { specs }: Pick<Parameters, 'specs'>,
  counts: StepCounts,
): Promise<SavedRun> {
  const own = extname(file) === '.safetensors' ? await openOwn(file) : await openOwnCheckpoint(file);
  if (own) return { progress: ownProgress(file, own.meta, counts), tensors: own.tensors, sums: true };
  const { epoch, updates, tensors } = await readOfficialRun(file, specs);
  return { progress: afterEpochs(epoch, updates, counts), tensors, sums: false };
}

async function openOwn(file: string): Promise<CheckpointSource> {
  const { meta } = await readCheckpointMeta(file);
  const opened = await openTensorFile(file);
  return { meta, tensors: new Map([...opened.tensors.keys()].map(name => [name, fileTensor(opened, name)])) };
}

function ownProgress(file: string, meta: CheckpointMeta, { stepsPerEpoch }: StepCounts): Progress {
  const progress = savedProgress(file, meta);
  if (!progress) throw noTrainingState(file);
  if (progress.stepsPerEpoch === stepsPerEpoch) return progress;
  throw new UserError(
    `${file} was made with ${progress.stepsPerEpoch} steps an epoch and there would be ${stepsPerEpoch} now: use the same images and DATA.BATCH_SIZE, or another --output.`,
  );
}
