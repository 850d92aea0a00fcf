import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { lcg } from './lcg.js';

/** A picture of shapes on noise and the classes of its pixels: 0 noise, 1 a bright disc, 2 a red square. */
export interface ShapesPicture {
  width: number;
  height: number;
  /** `[height, width, 3]` */
  pixels: Uint8Array;
  /** `[height, width]` */
  mask: Uint8Array;
}

export function shapesPicture(width: number, height: number, seed: number): ShapesPicture {
  const [discX, discY, squareX, squareY] = lcg(4, seed);
  const short = Math.min(width, height);
  const noise = lcg(width * height * 3, seed + 1000);
  const pixels = Uint8Array.from(noise, value => 100 * value);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inDisc = Math.hypot(x - discX! * width, y - discY! * height) < short / 3;
    const inSquare = Math.max(Math.abs(x - squareX! * width), Math.abs(y - squareY! * height)) < short / 4;
    if (inDisc) mask[i] = 1;
    if (inSquare) mask[i] = 2;
    for (let c = 0; c < 3; c++) if (mask[i] === 1 || (mask[i] === 2 && c === 0)) pixels[3 * i + c]! += 155;
  }
  return { width, height, pixels, mask };
}

/** Writes pairs in the layout `pairs` of SEGMENTATION.LAYOUT. */
export async function writeShapes(folder: string, count: number, seed: number): Promise<void> {
  await mkdir(join(folder, 'images'), { recursive: true });
  await mkdir(join(folder, 'masks'), { recursive: true });
  for (let i = 0; i < count; i++) {
    const { width, height, pixels, mask } = shapesPicture(40 + (i % 3) * 8, 32 + (i % 2) * 8, seed + i);
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(join(folder, 'images', `${i}.png`));
    await sharp(mask, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, 'masks', `${i}.png`));
  }
}
