import { l10n, window } from 'vscode';
import type { UnusableImage } from '../../protocol/unusableImages.js';
import { openImage } from './openImage.js';

/** Lists unusable images and opens the one that the person picks. Resolves to whether it picked one. */
export async function pickUnusable(folder: string, files: readonly UnusableImage[]): Promise<boolean> {
  const items = files.map(file => ({ label: file.path, description: file.reason, file }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Unusable Images in {0}', folder),
    placeHolder: l10n.t('Choose one to open it'),
    matchOnDescription: true,
  });
  if (picked) await openImage(folder, picked.file.path);
  return picked !== undefined;
}
