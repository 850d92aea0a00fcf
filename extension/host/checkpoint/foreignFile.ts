import type { l10n } from 'vscode';
import { readableConfig } from '../../engine/checkpoint/fileConfig.js';
import { findEncoder } from '../../engine/checkpoint/foreign/findEncoder.js';
import type { OpenedFile } from '../../engine/checkpoint/open.js';
import { hasOfficialDecoder, officialEpoch } from '../../engine/checkpoint/pytorch/official/officialModel.js';
import type { Config } from '../../engine/config/schema.js';

type Words = Pick<typeof l10n, 't'>;

/** What a file is that is looked at as another program's, if that is known, and the config of a whole pre-trained model in it. */
export function foreignFile(l10n: Words, opened: OpenedFile): { message?: string; config?: Config } {
  const found = findEncoder(opened);
  if (!found) return {};
  const config = hasOfficialDecoder(opened) ? readableConfig(opened) : undefined;
  if (!config) {
    return { message: l10n.t('This is {0}. A run can start with it: set PRETRAINED in its config.', found.what) };
  }
  const epochs = officialEpoch(opened) ?? 0;
  const message = l10n.t(
    'This is an official MFM checkpoint after {0} epochs, {1}. A run can go on from it: set MODEL.RESUME in its config.',
    epochs,
    found.what,
  );
  return { message, config };
}
