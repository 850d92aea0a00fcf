/** The class of every pixel of an image, row after row from the top left (`[height, width]`); `IGNORED` where it has none. */
export interface Mask {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * What the numbers in mask files mean: for each of 0 to 255 a class, `IGNORED`, or nothing where there is no such class.
 */
export type MaskIds = readonly (number | undefined)[];

/** A mask resampled to `width` x `height`: each pixel takes the class at its centre. */
export function resizeMask(mask: Mask, width: number, height: number): Mask {
  const column = nearest(mask.width, width);
  const row = nearest(mask.height, height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = row[y]! * mask.width;
    for (let x = 0; x < width; x++) data[y * width + x] = mask.data[from + column[x]!]!;
  }
  return { width, height, data };
}

function nearest(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)));
}
