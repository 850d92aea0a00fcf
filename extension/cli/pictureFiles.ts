import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../engine/errors.js';
import { encodePng, type Pixels } from '../engine/pictures/png.js';
import { createFolder } from './outputFolders.js';

/** Writes each picture as `<name>.png` into `folder`, which is made when missing; resolves to the files. */
export async function writePictures(folder: string, pictures: Readonly<Record<string, Pixels>>): Promise<string[]> {
  await createFolder(folder);
  const files: string[] = [];
  for (const [name, pixels] of Object.entries(pictures)) {
    const file = join(folder, `${name}.png`);
    await writeFile(file, await encodePng(pixels)).catch((error: unknown) => {
      throw new UserError(`${file} cannot be written: ${messageOf(error)}.`);
    });
    files.push(file);
  }
  return files;
}
