import type { Config } from '../../../config/schema.js';
import { UserError } from '../../../errors.js';
import type { ParameterSpec } from '../../../models/parameters.js';
import type { FileTensor } from '../../fileTensor.js';
import { openTensorFile, type TensorFile } from '../../tensorFile.js';
import { officialEpoch, officialModel } from './officialModel.js';
import { readOptimiserState } from './optimiserState.js';
import { pickledConfig } from './pickledConfig.js';

/** A training run as an official checkpoint holds it; nothing of its tensors is read yet. */
export interface OfficialRun {
  config?: Config;
  /** Finished epochs; the file has the number of the last one, counted from 0. */
  epoch: number;
  /** Updates of the optimiser. */
  updates: number;
  /** Model and moments by the names of our checkpoints. */
  tensors: Map<string, FileTensor>;
}

/**
 * Opens an official checkpoint (fact sheet 1.15) with all that is needed to go on with its training. What mixed precision
 * adds (`amp`) does not matter here, nor does the scheduler's state: rates follow from the config.
 *
 * @param specs the trainable tensors of the config's model
 * @throws UserError when it is no such file, or one of another model
 */
export async function readOfficialRun(file: string, specs: readonly ParameterSpec[]): Promise<OfficialRun> {
  const opened = await openTensorFile(file);
  const { updates, moments } = await readOptimiserState(file, opened, specs);
  return {
    config: pickledConfig(opened.values ?? null, file),
    epoch: finishedEpochs(file, opened),
    updates,
    tensors: new Map([...officialModel(opened), ...moments]),
  };
}

function finishedEpochs(file: string, opened: TensorFile): number {
  const epochs = officialEpoch(opened);
  if (epochs !== undefined) return epochs;
  throw new UserError(
    `${file} does not say which epoch it was saved after; set PRETRAINED instead of MODEL.RESUME to start a new run with its encoder.`,
  );
}
