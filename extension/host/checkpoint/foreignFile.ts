import type { l10n } from 'vscode';
import { describeEncoder } from '../../engine/checkpoint/foreign/describe.js';
import { encoderTensors } from '../../engine/checkpoint/foreign/encoderTensors.js';
import { recognise } from '../../engine/checkpoint/foreign/recognise.js';
import { hasOfficialDecoder, officialEpoch } from '../../engine/checkpoint/pytorch/official/officialModel.js';
import { pickledConfig } from '../../engine/checkpoint/pytorch/official/pickledConfig.js';
import type { TensorFile } from '../../engine/checkpoint/tensorFile.js';
import type { Config } from '../../engine/config/schema.js';
import { UserError } from '../../engine/errors.js';

type Words = Pick<typeof l10n, 't'>;

/** What a file that mfm did not write is, and the config of a whole pre-trained model in it. */
export interface ForeignFile {
  /** Nothing where it is not known. */
  message?: string;
  config?: Config;
}

/** Tells a file of another program by the names of its tensors. */
export function foreignFile(l10n: Words, file: string, opened: TensorFile): ForeignFile {
  const recognised = recognise(opened);
  if (!recognised) return {};
  const what = describeEncoder(recognised, encoderTensors(opened, recognised));
  const config = hasOfficialDecoder(opened) ? configOf(file, opened) : undefined;
  if (!config) {
    return { message: l10n.t('This is {0}. A run can start with it: set PRETRAINED in its config.', what) };
  }
  const epochs = officialEpoch(opened) ?? 0;
  const message = l10n.t(
    'This is an official MFM checkpoint after {0} epochs, {1}. A run can go on from it: set MODEL.RESUME in its config.',
    epochs,
    what,
  );
  return { message, config };
}

function configOf(file: string, { values }: TensorFile): Config | undefined {
  try {
    return pickledConfig(values ?? null, file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
