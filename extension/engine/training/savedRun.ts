import { extname } from 'node:path';
import { readCheckpointMeta } from '../checkpoint/checkpoint.js';
import { type CheckpointMeta, noTrainingState } from '../checkpoint/checkpointMeta.js';
import type { CheckpointSource } from '../checkpoint/checkpointSource.js';
import { fileTensor } from '../checkpoint/fileTensor.js';
import { openOwnCheckpoint } from '../checkpoint/pytorch/official/ownEntry.js';
import { readOfficialRun } from '../checkpoint/pytorch/official/readOfficialRun.js';
import { openTensorFile } from '../checkpoint/tensorFile.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import { UserError } from '../errors.js';
import type { Parameters } from '../models/parameters.js';
import { savedProgress } from './savedProgress.js';
import type { Progress } from './state.js';

/** A run as a checkpoint holds it; nothing of its tensors is read yet. */
export interface SavedRun {
  progress: Progress;
  /** By the names of our checkpoints. */
  tensors: ReadonlyMap<string, TensorSource>;
  /** Whether gradients that were being summed are among them. */
  sums: boolean;
}

/** Steps (micro-batches) of an epoch, and of an update. */
export interface StepCounts {
  stepsPerEpoch: number;
  accumulation: number;
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

/**
 * Where a run stands after whole epochs. The rate of the next update is that of the last one, which is not the epoch's last
 * step where steps are left over.
 */
export function afterEpochs(epochs: number, updates: number, { stepsPerEpoch, accumulation }: StepCounts): Progress {
  const step = epochs * stepsPerEpoch;
  return {
    step,
    updates,
    lastUpdate: step - 1 - (stepsPerEpoch % accumulation),
    stepsPerEpoch,
    epochLoss: 0,
    lastLoss: null,
    bestLoss: null,
  };
}
