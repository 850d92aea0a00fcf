import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { commands, l10n, type TextDocumentShowOptions, Uri } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { isWithin } from '../common/isWithin.js';

/**
 * Opens an image that the folder of a run names.
 *
 * @param where by default in the active group of editors
 * @throws UserError as `imageFile`
 */
export async function openImage(folder: string, path: string, where?: TextDocumentShowOptions): Promise<void> {
  await commands.executeCommand('vscode.open', Uri.file(await imageFile(folder, path)), where);
}

/**
 * The absolute path of an image that the folder of a run names.
 *
 * @throws UserError when it is not there, or lies outside the folder of images, which such a file may claim
 */
export async function imageFile(folder: string, path: string): Promise<string> {
  const file = resolve(folder, path);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isWithin(folder, file) || !isThere) throw new UserError(l10n.t('There is no file {0} any more.', file));
  return file;
}
