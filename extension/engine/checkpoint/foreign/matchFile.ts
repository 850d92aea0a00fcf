import { encoderTitles } from '../../config/encoders/registry.js';
import { UserError } from '../../errors.js';
import type { StateSpec } from '../../models/parameters.js';
import type { TensorFile } from '../tensorFile.js';
import { findEncoder } from './findEncoder.js';
import { type Match, matchEncoder } from './matchEncoder.js';

/** With less than this share of its tensors an encoder is hardly the file's: the config describes another one. */
const ENOUGH = 0.5;

/**
 * Matches the encoder in a file of any kind with a model's tensors, from the headers alone.
 *
 * @param stored the model's tensors
 * @throws UserError when the file has no encoder that is known, or one that is not at all the model's
 */
export function matchFile(opened: TensorFile, stored: readonly StateSpec[], found = findEncoder(opened)): Match {
  const { file } = opened;
  if (!found) {
    throw new UserError(
      `${file} holds no encoder that is known: its tensors are named neither as in MFM's checkpoints nor as in timm, torchvision, MAE or DINO (${encoderTitles}).`,
    );
  }
  const match = matchEncoder(found, stored);
  const { loaded, missing, misfits } = match.report;
  const wanted = loaded.length + missing.length + misfits.length;
  if (loaded.length < ENOUGH * wanted) {
    const example = misfits[0]
      ? ` (${misfits[0].name} is [${misfits[0].from.join(', ')}] there and would be [${misfits[0].to.join(', ')}])`
      : '';
    throw new UserError(
      `${file} does not fit the model of the config: it seems to be ${found.what}, and ${loaded.length} of the encoder's ${wanted} tensors would be loaded${example}; set MODEL.TYPE and the sizes to those of the file.`,
    );
  }
  return match;
}
