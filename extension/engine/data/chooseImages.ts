import { stat } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { sampleFolder } from './sampleFolder.js';

/** Images that are shown of each folder. */
const PER_FOLDER = 12;

/** Images that are shown together: nobody looks through more of them. */
const MOST = 48;

/** What is shown of what was asked for. */
export interface ChosenImages {
  files: string[];
  /** What was left out, as sentences. */
  notes: string[];
}

/**
 * The files among `paths`, and images spread evenly over the folders among them.
 *
 * @throws UserError when a folder holds no images or nothing is left
 */
export async function chooseImages(paths: readonly string[]): Promise<ChosenImages> {
  const notes: string[] = [];
  const files: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      found => found.isDirectory(),
      () => false,
    );
    if (!isFolder) files.push(path);
    else {
      const sample = await imagesOfFolder(path);
      files.push(...sample.files);
      notes.push(...sample.notes);
    }
  }
  const unique = [...new Set(files)];
  if (unique.length === 0) throw new UserError('No image was chosen: choose image files or a folder of images.');
  if (unique.length > MOST) notes.push(`The first ${MOST} of ${unique.length} images.`);
  return { files: unique.slice(0, MOST), notes };
}

/**
 * Images spread evenly over a folder.
 *
 * @throws UserError when the folder cannot be read, or no image was found
 */
export async function imagesOfFolder(folder: string): Promise<ChosenImages> {
  const files = await sampleFolder(folder, PER_FOLDER);
  return { files, notes: files.length === PER_FOLDER ? [`${PER_FOLDER} images spread evenly over ${folder}.`] : [] };
}
