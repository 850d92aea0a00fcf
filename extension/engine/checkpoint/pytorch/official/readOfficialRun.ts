import { UserError } from '../../../errors.js';
import type { ParameterSpec } from '../../../models/parameters.js';
import type { FileTensor } from '../../fileTensor.js';
import type { TensorFile } from '../../tensorFile.js';
import { officialEpoch, officialModel } from './officialModel.js';
import { readOptimiserState } from './optimiserState.js';

/** A training run as an official checkpoint holds it; nothing of its tensors is read yet. */
export interface OfficialRun {
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
export async function readOfficialRun(opened: TensorFile, specs: readonly ParameterSpec[]): Promise<OfficialRun> {
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
