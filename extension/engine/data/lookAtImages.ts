import { type ImageFolder, listImageFolder } from './folder.js';

/** Looking into more files than these would keep a disk busy for numbers that nobody asked for. */
const MOST = 5000;

/**
 * The images of a folder, and the files that a run would leave out, exactly as a run finds them; undefined for a folder that
 * is too large to be looked through by the way, or that cannot be read.
 */
export async function lookAtImages(dir: string): Promise<ImageFolder | undefined> {
  return listImageFolder(dir, MOST).catch(() => undefined);
}
