import { dirname } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { requireTrust } from '../common/trust.js';

/** Every PNG begins with these bytes. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** No picture of a page is larger. */
const MOST_BYTES = 64e6;

/**
 * Asks where, and saves a picture there.
 *
 * @param beside a file in whose folder it is suggested
 * @returns false when the person gives up
 */
export async function savePicture(name: string, png: Uint8Array, beside: string | undefined): Promise<boolean> {
  requireTrust();
  if (png.length > MOST_BYTES || !SIGNATURE.every((byte, i) => png[i] === byte)) {
    throw new UserError(l10n.t('This is not a picture that can be saved.'));
  }
  const folder = beside === undefined ? workspace.workspaceFolders?.[0]?.uri : Uri.file(dirname(beside));
  const fileName = `${name.replace(/[^\p{L}\p{N}._ -]/gu, '-').slice(0, 100)}.png`;
  const uri = await window.showSaveDialog({
    defaultUri: folder && Uri.joinPath(folder, fileName),
    filters: { [l10n.t('Pictures')]: ['png'] },
    title: l10n.t('Save Picture'),
  });
  if (!uri) return false;
  await workspace.fs.writeFile(uri, png);
  return true;
}
