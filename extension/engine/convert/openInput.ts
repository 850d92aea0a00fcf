import type { ConversionOptions } from '../../protocol/conversion.js';
import { openAveraged } from '../checkpoint/averagedFile.js';
import type { CheckpointSource } from '../checkpoint/checkpoint.js';
import { configOf } from '../checkpoint/fileConfig.js';
import { findEncoder } from '../checkpoint/foreign/findEncoder.js';
import { type OpenedFile, openFile, ownCheckpoint } from '../checkpoint/open.js';
import { isOfficialModel } from '../checkpoint/pytorch/official/officialModel.js';
import { encoderTitles } from '../config/encoders/registry.js';
import { isFineTuning } from '../config/purpose.js';
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

const AVERAGED = 'It holds the averages of the weights and no optimiser: training cannot go on from it.';
/** How many names a note mentions. */
const MENTIONED = 4;

/**
 * Opens whatever holds a model: a checkpoint of ours in either format, an official .pth, or any encoder that is known
 * (timm, torchvision, MAE, DINO).
 *
 * @throws UserError when it is none of these
 */
export async function openInput(file: string, { encoderOnly, average }: ConversionOptions): Promise<Input> {
  const opened = await (average ? openAveraged(file) : openFile(file));
  if (opened.kind === 'own') {
    const checkpoint = ownCheckpoint(opened);
    // A fine-tuned model has its encoder under the names of a classifier.
    if (encoderOnly && isFineTuning(configOf(opened))) return encoderInput(opened);
    return { ...checkpoint, notes: average ? [AVERAGED] : [] };
  }
  if (opened.kind === 'official') {
    const config = configOf(opened);
    const layout = createModel(config).parameters;
    if (isOfficialModel(opened, layout.stored)) return openOfficial(opened, config, layout);
  }
  return encoderInput(opened);
}

function encoderInput(opened: OpenedFile): Input {
  const found = findEncoder(opened);
  if (!found) {
    throw new UserError(
      `${opened.file} holds neither a checkpoint nor an encoder that is known (${encoderTitles} of MFM, timm, torchvision, MAE or DINO); name another file.`,
    );
  }
  const notes = [`It holds ${found.what}.`, ...found.converted];
  if (found.others.length > 0) notes.push(`Left out: ${mention(found.others)}.`);
  return { tensors: found.tensors, notes };
}

function mention(names: readonly string[]): string {
  const more = names.length - MENTIONED;
  return names.slice(0, MENTIONED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
