import type { LoadReport } from '../../protocol/loadReport.js';
import { modelProblem } from '../config/check.js';
import { encoderTitles } from '../config/encoders/registry.js';
import { parseConfig } from '../config/parse.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import type { StateSpec } from '../models/parameters.js';
import { readCheckpointMeta } from './checkpoint.js';
import { type FileTensor, fileTensor } from './fileTensor.js';
import { describeEncoder } from './foreign/describe.js';
import { encoderTensors } from './foreign/encoderTensors.js';
import { inferConfig } from './foreign/inferConfig.js';
import { matchFile } from './foreign/matchFile.js';
import { recognise } from './foreign/recognise.js';
import { isOfficialModel, officialEpoch } from './pytorch/official/officialModel.js';
import { pickledConfig } from './pytorch/official/pickledConfig.js';
import { openTensorFile, type TensorFile } from './tensorFile.js';

/** A file as one that a model can be made of; nothing of its tensors is read yet. */
export interface ModelFile {
  /** What the model is made by. */
  config: Config;
  /** How far its training was, as far as the file says: finished epochs and steps, and the last epoch's mean loss. */
  progress: { epoch?: number; step?: number; loss?: number };
  /**
   * Which of its tensors become which of the model's: all of them, or without a report of what is missing.
   *
   * @param stored the tensors of the model of `config`
   * @throws UserError when the file does not fit its own config
   */
  match(stored: readonly StateSpec[]): { sources: ReadonlyMap<string, FileTensor>; report?: LoadReport };
}

/**
 * Opens a checkpoint to look at what its model does: ours, an official .pth with its config, or any encoder whose sizes
 * tell what it is (timm, torchvision, MAE, DINO). Only headers are read.
 *
 * @throws UserError when it is none of these
 */
export async function openModelFile(file: string): Promise<ModelFile> {
  const opened = await openTensorFile(file);
  if (isOwn(opened)) return openOwn(file, opened);
  const config = pickledConfig(opened.values ?? null, file);
  return config ? openOfficial(file, opened, config) : openForeign(file, opened);
}

function isOwn({ format, metadata }: TensorFile): boolean {
  return format === 'safetensors' && metadata.some(([key, value]) => key === 'format' && value === 'mfm');
}

async function openOwn(file: string, opened: TensorFile): Promise<ModelFile> {
  const { meta } = await readCheckpointMeta(file);
  const config = parseConfig(meta.config, file);
  const { epoch, step, loss } = meta;
  return { config, progress: { epoch, step, loss }, match: stored => complete(file, opened, stored, '') };
}

function openOfficial(file: string, opened: TensorFile, config: Config): ModelFile {
  return {
    config,
    progress: { epoch: officialEpoch(opened) },
    match: stored =>
      isOfficialModel(opened, stored) ? complete(file, opened, stored, 'model.') : matchFile(file, opened, { stored }),
  };
}

function openForeign(file: string, opened: TensorFile): ModelFile {
  const recognised = recognise(opened);
  if (!recognised) {
    throw new UserError(
      `${file} has no config, and its tensors are not those of an encoder that is known (${encoderTitles}): name a checkpoint with a config, of MFM or official.`,
    );
  }
  const found = encoderTensors(opened, recognised);
  const inferred = inferConfig(recognised.naming.family, found.tensors);
  if (!inferred) {
    throw new UserError(
      `${file} has no config, and its sizes do not tell what its network is (it seems to be ${describeEncoder(recognised, found)}): name a checkpoint with a config, of MFM or official.`,
    );
  }
  const problem = modelProblem(inferred.config);
  if (problem) {
    throw new UserError(`${file} has no config, and its sizes make no network that can be built: ${problem}`);
  }
  const match = (stored: readonly StateSpec[]) => {
    const { sources, report } = matchFile(file, opened, { stored });
    return { sources, report: { ...report, converted: [...report.converted, ...inferred.assumed] } };
  };
  return { config: inferred.config, progress: {}, match };
}

/** All of the model's tensors. @throws UserError when one is missing or of another shape */
function complete(file: string, opened: TensorFile, stored: readonly StateSpec[], prefix: string) {
  for (const { name, shape } of stored) {
    if (opened.tensors.get(prefix + name)?.shape.join() !== shape.join()) {
      throw new UserError(`${file} does not hold ${name} as [${shape}]: its tensors do not fit its own config.`);
    }
  }
  return { sources: new Map(stored.map(({ name }) => [name, fileTensor(opened, prefix + name)])) };
}
