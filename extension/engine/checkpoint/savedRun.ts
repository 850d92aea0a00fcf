import { UserError } from '../errors.js';
import type { Parameters } from '../models/parameters.js';
import { type CheckpointMeta, noTrainingState } from './checkpointMeta.js';
import { openFile, ownCheckpoint } from './open.js';
import { afterEpochs, type Progress, type StepCounts, savedProgress } from './progress.js';
import { readOfficialRun } from './pytorch/official/readOfficialRun.js';
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
  const opened = await openFile(file);
  // Of other programs only PyTorch's dictionaries hold runs; their config is not asked for, since there is one already.
  if (opened.kind !== 'own' && opened.format === 'pytorch') {
    const { epoch, updates, tensors } = await readOfficialRun(opened, specs);
    return { progress: afterEpochs(epoch, updates, counts), tensors, sums: false };
  }
  const { meta, tensors } = ownCheckpoint(opened);
  return { progress: ownProgress(file, meta, counts), tensors, sums: true };
}

function ownProgress(file: string, meta: CheckpointMeta, { stepsPerEpoch }: StepCounts): Progress {
  const progress = savedProgress(file, meta);
  if (!progress) throw noTrainingState(file);
  if (progress.stepsPerEpoch === stepsPerEpoch) return progress;
  throw new UserError(
    `${file} was made with ${progress.stepsPerEpoch} steps an epoch and there would be ${stepsPerEpoch} now: use the same images and DATA.BATCH_SIZE, or another --output.`,
  );
}
