import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { SavedFile } from '../../protocol/savedFile.js';
import { requireTrust } from './trust.js';

/** Every PNG begins with these bytes. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Nothing that a page makes is larger. */
const MOST_BYTES = 64e6;

/**
 * Asks where, and saves what a page has made there. Everything of it is checked here.
 *
 * @param folder where it is suggested
 * @returns false when the person gives up
 */
export async function saveFile({ name, type, bytes }: SavedFile, folder: string | undefined): Promise<boolean> {
  requireTrust();
  const isRight = type === 'png' ? isPng : type === 'csv' ? () => true : () => false;
  if (bytes instanceof Uint8Array && bytes.length > MOST_BYTES)
    throw new UserError(l10n.t('This is more than can be saved from a page, 64 MB: show fewer runs.'));
  if (!(bytes instanceof Uint8Array) || !isRight(bytes))
    throw new UserError(l10n.t('This is nothing that can be saved.'));
  const suggested = folder === undefined ? workspace.workspaceFolders?.[0]?.uri : Uri.file(folder);
  const fileName = `${String(name)
    .replace(/[^\p{L}\p{N}._ -]/gu, '-')
    .slice(0, 100)}.${type}`;
  const uri = await window.showSaveDialog({
    defaultUri: suggested && Uri.joinPath(suggested, fileName),
    filters: { [type === 'png' ? l10n.t('Pictures') : l10n.t('Tables')]: [type] },
    title: type === 'png' ? l10n.t('Save Picture') : l10n.t('Save Table'),
  });
  if (!uri) return false;
  await workspace.fs.writeFile(uri, bytes);
  return true;
}

function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}
