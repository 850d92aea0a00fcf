import { l10n } from 'vscode';
import type { FolderProblem } from '../../../engine/data/folderProblem.js';
import { FORMAT_LIST } from '../../../engine/data/format.js';

/** What is wrong with the folder that DATA.DATA_PATH names, and what to do. */
export function folderProblemText(problem: FolderProblem, folder: string): string {
  switch (problem) {
    case 'missing':
      return l10n.t('DATA.DATA_PATH: there is no folder {0}; correct the path, or put the images there.', folder);
    case 'noFolder':
      return l10n.t('DATA.DATA_PATH: {0} is not a folder; name the folder that holds the images.', folder);
    case 'unreadable':
      return l10n.t('DATA.DATA_PATH: the folder {0} cannot be read; make it readable or name another one.', folder);
    case 'noImages':
      return l10n.t('DATA.DATA_PATH: there are no images in {0}; put {1} files there.', folder, FORMAT_LIST);
  }
}
