import type { LoadReport } from '../../protocol/loadReport.js';
import { modelProblem } from '../config/check.js';
import { encoderTitles } from '../config/encoders/registry.js';
import { isPreTraining } from '../config/purpose.js';
import { type Config, defaultConfig } from '../config/schema.js';
import { UserError } from '../errors.js';
import type { StateSpec } from '../models/parameters.js';
import { configOf } from './fileConfig.js';
import { type FoundEncoder, findEncoder } from './foreign/findEncoder.js';
import { matchFile } from './foreign/matchFile.js';
import { foreignFamilies } from './foreign/registry.js';
import { type ForeignFile, type OfficialFile, type OpenedFile, type OwnFile, ownCheckpoint } from './open.js';
import { isOfficialModel, officialEpoch, officialModel } from './pytorch/official/officialModel.js';
import type { TensorSource } from './tensorSource.js';

/** The model that a file holds; nothing of its tensors is read yet. */
export interface StoredModel {
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
  match(stored: readonly StateSpec[]): { sources: Tensors; report?: LoadReport };
}

type Tensors = ReadonlyMap<string, TensorSource>;

/**
 * The model of any file, to look at what it does: of a checkpoint of ours, of an official one, or of any encoder whose sizes
 * tell what it is (timm, torchvision, MAE, DINO).
 *
 * @throws UserError when it holds none of these
 */
export function storedModel(opened: OpenedFile): StoredModel {
  if (opened.kind === 'own') return ownModel(opened);
  return opened.kind === 'official' ? officialModelOf(opened) : foreignModel(opened);
}

function ownModel(opened: OwnFile): StoredModel {
  const { meta, tensors } = ownCheckpoint(opened);
  const { epoch, step } = meta;
  const config = configOf(opened);
  // What was trained for something else has no decoder, or other names, and is looked at by its encoder, as the official ones are.
  const match = (stored: readonly StateSpec[]) =>
    isPreTraining(config) ? complete(opened.file, tensors, stored) : matchFile(opened, stored);
  return {
    config,
    progress: { epoch, step, loss: meta.metric ? undefined : meta.loss },
    match,
  };
}

function officialModelOf(opened: OfficialFile): StoredModel {
  return {
    config: configOf(opened),
    progress: { epoch: officialEpoch(opened) },
    match: stored =>
      isOfficialModel(opened, stored)
        ? complete(opened.file, officialModel(opened), stored)
        : matchFile(opened, stored),
  };
}

function foreignModel(opened: ForeignFile): StoredModel {
  const { file } = opened;
  const found = findEncoder(opened);
  if (!found) {
    throw new UserError(
      `${file} has no config, and its tensors are not those of an encoder that is known (${encoderTitles}): name a checkpoint with a config, of MFM or official.`,
    );
  }
  const inferred = inferConfig(found);
  if (!inferred) {
    throw new UserError(
      `${file} has no config, and its sizes do not tell what its network is (it seems to be ${found.what}): name a checkpoint with a config, of MFM or official.`,
    );
  }
  const problem = modelProblem(inferred.config);
  if (problem) {
    throw new UserError(`${file} has no config, and its sizes make no network that can be built: ${problem}`);
  }
  const match = (stored: readonly StateSpec[]) => {
    const { sources, report } = matchFile(opened, stored, found);
    return { sources, report: { ...report, converted: [...report.converted, ...inferred.assumed] } };
  };
  return { config: inferred.config, progress: {}, match };
}

/** All of the model's tensors. @throws UserError when one is missing or of another shape */
function complete(file: string, tensors: Tensors, stored: readonly StateSpec[]): { sources: Tensors } {
  const source = ({ name, shape }: StateSpec) => {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() === shape.join()) return [name, tensor] as const;
    throw new UserError(`${file} does not hold ${name} as [${shape}]: its tensors do not fit its own config.`);
  };
  return { sources: new Map(stored.map(source)) };
}

/** A config whose encoder has the sizes of the tensors, and what had to be assumed, in sentences. */
interface Inferred {
  config: Config;
  assumed: string[];
}

/** The config that an encoder's tensors let conclude; nothing where they do not say enough. */
function inferConfig({ family, tensors }: FoundEncoder): Inferred | undefined {
  const config = defaultConfig();
  config.MODEL.TYPE = family;
  config.MODEL.DROP_PATH_RATE = 0;
  const assumed = foreignFamilies[family].infer(config, tensors);
  // The mask that it is first looked at with has to fit its images.
  config.DATA.MASK_RADIUS1 = Math.min(config.DATA.MASK_RADIUS1, Math.ceil(config.DATA.IMG_SIZE / 4));
  return assumed && { config, assumed };
}
