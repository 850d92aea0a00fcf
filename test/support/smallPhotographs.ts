import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './root.js';

/** The photographs of the examples, 96 pixels on their shorter side: decoded in a moment, where many processes do. */
export async function smallPhotographs(folder: string): Promise<void> {
  const photos = join(root, 'examples/photos');
  const kinds = (await readdir(photos, { withFileTypes: true })).filter(entry => entry.isDirectory());
  for (const { name: kind } of kinds) {
    await mkdir(join(folder, kind), { recursive: true });
    for (const name of await readdir(join(photos, kind))) {
      const small = sharp(join(photos, kind, name)).resize(96, 96, { fit: 'outside' });
      await small.jpeg({ quality: 95 }).toFile(join(folder, kind, name));
    }
  }
}
