import { type ImageFolder, openImageFolder } from '../../engine/data/folder.js';
import { spread } from '../../engine/data/sampleFolder.js';
import type { SeenRequest } from '../../protocol/seen.js';

/**
 * The images that a measurement took of a folder, in its order.
 *
 * @throws UserError as `openImageFolder`
 */
export async function measuredFolder({ folder, images }: Pick<SeenRequest, 'folder' | 'images'>): Promise<ImageFolder> {
  const found = await openImageFolder(folder);
  return images === undefined ? found : { ...found, entries: spread(found.entries, images) };
}
