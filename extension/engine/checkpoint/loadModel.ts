import type { LoadReport } from '../../protocol/loadReport.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { requireLookingMemory } from '../models/lookingMemory.js';
import { createModel, type PretrainModel } from '../models/model.js';
import { loadTensors } from './loadModelState.js';
import { openFile } from './open.js';
import { type StoredModel, storedModel } from './storedModel.js';

/** A trained model with the config it was trained with. */
export interface LoadedModel {
  file: string;
  model: PretrainModel;
  config: Config;
  progress: StoredModel['progress'];
  /** What became of the file's tensors, where it is none of a whole pre-trained model: then the decoder is not trained. */
  report?: LoadReport;
}

/**
 * Loads a model to look at: of an MFM checkpoint, an official .pth, or an encoder of timm, torchvision, MAE or DINO. One
 * tensor is in memory at a time beside those of the model.
 *
 * @throws UserError when the file is damaged or of another kind, or its model does not fit into memory
 */
export async function loadModel(file: string): Promise<LoadedModel> {
  const { config, progress, match } = storedModel(await openFile(file));
  const model = createModel(config);
  requireLookingMemory(`${file} (${model.name})`, model);
  const { sources, report } = match(model.parameters.stored);
  model.parameters.initialise(config.SEED, spec => !sources.has(spec.name));
  await loadTensors(sources, model.parameters);
  return { file, model, config, progress, report };
}

/** @throws UserError when a loaded model cannot predict images */
export function requireDecoder({ file, report }: LoadedModel): void {
  if (!report) return;
  throw new UserError(
    `${file} holds no decoder, only ${report.source}: its attention and features can be looked at, but it cannot restore images.`,
  );
}
