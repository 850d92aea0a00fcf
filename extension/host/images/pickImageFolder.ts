import { basename } from 'node:path';
import { l10n, type QuickPickItem, window, workspace } from 'vscode';
import { type FoundFolder, findImageFolders } from '../configs/create/imageFolders.js';

type FolderItem = QuickPickItem & { /** None: another one is to be chosen. */ path?: string };

/** Asks for a folder of images: one of those that the workspace has, or any other. @param what it is for, as a noun */
export async function pickImageFolder(title: string, what: string): Promise<string | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const items = Promise.all(folders.map(({ uri }) => findImageFolders(uri.fsPath))).then(found => {
    const browse: FolderItem = { label: `$(folder-opened) ${l10n.t('Browse ...')}` };
    return [...found.flat().map(folderItem), browse];
  });
  const picked = await window.showQuickPick(items, { title, placeHolder: what, matchOnDescription: true });
  return picked && (picked.path ?? browse(what));
}

function folderItem({ path, images, complete }: FoundFolder): FolderItem {
  const count = images.toLocaleString('en');
  const detail = complete ? l10n.t('{0} images', count) : l10n.t('more than {0} images', count);
  return { label: `$(folder) ${basename(path)}`, description: workspace.asRelativePath(path), detail, path };
}

async function browse(title: string): Promise<string | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title,
      openLabel: l10n.t('Use These Images'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: workspace.workspaceFolders?.[0]?.uri,
    })) ?? [];
  return chosen?.fsPath;
}
