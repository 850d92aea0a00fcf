import { UserError } from '../errors.js';
import type { ParameterSpec, Parameters } from '../models/parameters.js';
import { type CheckpointMeta, noTrainingState } from './checkpointMeta.js';
import type { FileTensor } from './fileTensor.js';
import { openFile, ownCheckpoint } from './open.js';
import { afterEpochs, type Progress, type StepCounts, savedProgress } from './progress.js';
import { officialEpoch, officialModel } from './pytorch/official/officialModel.js';
import { readOptimiserState } from './pytorch/official/optimiserState.js';
import type { TensorFile } from './tensorFile.js';
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

/** A training run as an official checkpoint holds it; nothing of its tensors is read yet. */
interface OfficialRun {
  /** Finished epochs; the file has the number of the last one, counted from 0. */
  epoch: number;
  /** Updates of the optimiser. */
  updates: number;
  /** Model and moments by the names of our checkpoints. */
  tensors: Map<string, FileTensor>;
}

/**
 * All of an official checkpoint (fact sheet 1.15) that is needed to go on with its training. What mixed precision
 * adds (`amp`) does not matter here, nor does the scheduler's state: rates follow from the config.
 *
 * @param specs the trainable tensors of the config's model
 * @throws UserError when it is no such file, or one of another model
 */
async function readOfficialRun(opened: TensorFile, specs: readonly ParameterSpec[]): Promise<OfficialRun> {
  const { updates, moments } = await readOptimiserState(opened, specs);
  return {
    epoch: finishedEpochs(opened),
    updates,
    tensors: new Map([...officialModel(opened), ...moments]),
  };
}

function finishedEpochs(opened: TensorFile): number {
  const epochs = officialEpoch(opened);
  if (epochs !== undefined) return epochs;
  throw new UserError(
    `${opened.file} does not say which epoch it was saved after; set PRETRAINED instead of MODEL.RESUME to start a new run with its encoder.`,
  );
}
