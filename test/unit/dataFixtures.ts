import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { ImageFolder } from '../../extension/engine/data/folder.js';
import { lcg } from '../support/lcg.js';

/** Bytes that look like nothing but are the same every time. */
export function noise(count: number, seed = 1): Uint8Array {
  return Uint8Array.from(lcg(count, seed), u => Math.floor(256 * u));
}

/** A picture of noise for sharp to write in any format. */
export function picture(width: number, height: number, seed = 1, channels: 1 | 3 | 4 = 3): Sharp {
  return sharp(noise(width * height * channels, seed), { raw: { width, height, channels } });
}

/** Writes small PNG pictures, each another one, under these paths below `folder`. */
export async function writePictures(folder: string, paths: string[]): Promise<void> {
  for (const [i, path] of paths.entries()) {
    await write(
      join(folder, path),
      await picture(20 + i, 30 - i, i + 1)
        .png()
        .toBuffer(),
    );
  }
}

/** Writes a file, making the folders that lead to it. */
export async function write(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** As much of a PNG as a first look at a file sees. */
export const pngHead = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A JPEG that starts well and ends half-way. */
export async function truncatedJpeg(): Promise<Uint8Array> {
  const whole = await picture(64, 64).jpeg().toBuffer();
  return whole.subarray(0, whole.length / 2);
}

/** The paths of a folder's images. */
export function pathsOf(folder: ImageFolder): string[] {
  return folder.entries.map(entry => entry.path);
}
