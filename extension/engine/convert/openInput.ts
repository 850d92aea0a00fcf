import { decodeMeta } from '../checkpoint/checkpointMeta.js';
import type { CheckpointSource } from '../checkpoint/checkpointSource.js';
import { fileTensor } from '../checkpoint/fileTensor.js';
import { describeEncoder } from '../checkpoint/foreign/describe.js';
import { encoderTensors } from '../checkpoint/foreign/encoderTensors.js';
import { recognise } from '../checkpoint/foreign/recognise.js';
import { isOfficialModel } from '../checkpoint/pytorch/official/officialModel.js';
import { openOwnCheckpoint } from '../checkpoint/pytorch/official/ownEntry.js';
import { pickledConfig } from '../checkpoint/pytorch/official/pickledConfig.js';
import { openTensorFile, type TensorFile } from '../checkpoint/tensorFile.js';
import { encoderTitles } from '../config/encoders/registry.js';
import { UserError } from '../errors.js';
import { createModel } from '../models/model.js';
import { openOfficial } from './openOfficial.js';

/** A file to convert; nothing of its tensors is read yet. */
export interface Input {
  /** Model, moments and what else a checkpoint has; an encoder has no `meta`, and official names with 'encoder.'. */
  tensors: CheckpointSource['tensors'];
  meta?: CheckpointSource['meta'];
  /** What was left out or changed, in sentences. */
  notes: string[];
}

/** How many names a note mentions. */
const MENTIONED = 4;

/**
 * Opens whatever holds a model: a checkpoint of ours in either format, an official .pth, or any encoder that is known
 * (timm, torchvision, MAE, DINO).
 *
 * @throws UserError when it is none of these
 */
export async function openInput(file: string): Promise<Input> {
  const opened = await openTensorFile(file);
  if (opened.format === 'safetensors') {
    const metadata = Object.fromEntries(opened.metadata);
    if (metadata['format'] === 'mfm') return { meta: decodeMeta(file, metadata), tensors: allOf(opened), notes: [] };
  } else {
    const own = await openOwnCheckpoint(file);
    if (own) return { ...own, notes: [] };
    const config = pickledConfig(opened.values ?? null, file);
    const layout = config && createModel(config).parameters;
    if (config && layout && isOfficialModel(opened, layout.stored)) return openOfficial(file, opened, config, layout);
  }
  return openEncoder(file, opened);
}

function allOf(opened: TensorFile): CheckpointSource['tensors'] {
  return new Map([...opened.tensors.keys()].map(name => [name, fileTensor(opened, name)]));
}

function openEncoder(file: string, opened: TensorFile): Input {
  const recognised = recognise(opened);
  if (!recognised) {
    throw new UserError(
      `${file} holds neither a checkpoint nor an encoder that is known (${encoderTitles} of MFM, timm, torchvision, MAE or DINO); name another file.`,
    );
  }
  const found = encoderTensors(opened, recognised);
  const notes = [`It holds ${describeEncoder(recognised, found)}.`, ...found.converted];
  if (found.others.length > 0) notes.push(`Left out: ${mention(found.others)}.`);
  return { tensors: found.tensors, notes };
}

function mention(names: readonly string[]): string {
  const more = names.length - MENTIONED;
  return names.slice(0, MENTIONED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
