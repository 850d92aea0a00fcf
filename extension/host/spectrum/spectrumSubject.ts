import { stat } from 'node:fs/promises';
import { l10n } from 'vscode';
import { type ChosenImages, chooseImages, imagesOfFolder } from '../../engine/data/chooseImages.js';
import { UserError } from '../../engine/errors.js';

/** Images and folders that a page shows, and sentences about what it does not. */
export interface ShownPaths {
  images: string[];
  folders: string[];
  notes: string[];
}

/** The images among the paths, and spread over the folders among them. Never fails: a folder without images is told of. */
export async function shownPaths(paths: readonly string[]): Promise<ShownPaths> {
  return shown(() => chooseImages(paths), await foldersAmong(paths));
}

/** As `shownPaths`, of the folder that a config trains on. */
export async function pathsOfConfig(folder: string): Promise<ShownPaths> {
  if (folder) return shown(() => imagesOfFolder(folder), [folder]);
  return { images: [], folders: [], notes: [l10n.t('DATA.DATA_PATH is empty: set it to a folder of images.')] };
}

async function shown(choose: () => Promise<ChosenImages>, folders: string[]): Promise<ShownPaths> {
  try {
    const { files, notes } = await choose();
    return { images: files, folders, notes };
  } catch (error) {
    if (error instanceof UserError) return { images: [], folders: [], notes: [error.message] };
    throw error;
  }
}

async function foldersAmong(paths: readonly string[]): Promise<string[]> {
  const isFolder = (path: string) =>
    stat(path).then(
      found => found.isDirectory(),
      () => false,
    );
  const found = await Promise.all(paths.map(isFolder));
  return paths.filter((_, i) => found[i]);
}
