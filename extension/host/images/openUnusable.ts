import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { commands, l10n, Uri, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { UnusableImage } from '../../protocol/unusableImages.js';
import { isWithin } from '../common/isWithin.js';

/** Opens an unusable image. @throws UserError when it is not there, or lies outside the folder, which a run.json may claim */
export async function openUnusable(folder: string, { path }: UnusableImage): Promise<void> {
  const file = resolve(folder, path);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isWithin(folder, file) || !isThere) throw new UserError(l10n.t('There is no file {0} any more.', file));
  await commands.executeCommand('vscode.open', Uri.file(file));
}

/** Lists unusable images and opens the one that the person picks. Resolves to whether it picked one. */
export async function pickUnusable(folder: string, files: readonly UnusableImage[]): Promise<boolean> {
  const items = files.map(file => ({ label: file.path, description: file.reason, file }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Unusable Images in {0}', folder),
    placeHolder: l10n.t('Choose one to open it'),
    matchOnDescription: true,
  });
  if (picked) await openUnusable(folder, picked.file);
  return picked !== undefined;
}
