import { assemble } from '../../engine/config/parse.js';

/** The text of a config and where it stands. */
export interface ConfigText {
  /** Absolute path. */
  file: string;
  text: string;
}

/**
 * The folders of images that configs use, each with the files of the configs that do, in the order in which they first
 * occur. A config with mistakes elsewhere still says where its images are; one that names no folder is left out.
 *
 * @param readBase gives the text of a file that `BASE` names
 */
export function configFolders(
  configs: readonly ConfigText[],
  readBase: (file: string) => string,
): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const { file, text } of configs) {
    const folder = assemble(text, file, { readBase }).config.DATA.DATA_PATH;
    if (folder !== '') folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}
