import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../files/fileProblem.js';
import { hasImageName } from './format.js';

/** Why a run cannot take its images from a folder, as far as that is seen at once. */
export type FolderProblem = 'missing' | 'noFolder' | 'unreadable' | 'noImages';

/** Names to look at in search of an image: where there are more, a folder is not called empty. */
const MOST = 2000;

/** Looks for one image below `dir` by its name. Opens no file, and reads only so far as to find one. */
export async function folderProblem(dir: string): Promise<FolderProblem | undefined> {
  const pending = [dir];
  let seen = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    try {
      for await (const item of await opendir(folder)) {
        if (item.name.startsWith('.')) continue;
        // A link may lead to a folder of images.
        if (++seen > MOST || item.isSymbolicLink()) return undefined;
        if (item.isDirectory()) pending.push(join(folder, item.name));
        else if (hasImageName(item.name)) return undefined;
      }
    } catch (error) {
      if (folder === dir) return problemOfCode(codeOf(error));
    }
  }
  return 'noImages';
}

function problemOfCode(code: string | undefined): FolderProblem {
  if (code === 'ENOENT') return 'missing';
  return code === 'ENOTDIR' ? 'noFolder' : 'unreadable';
}
