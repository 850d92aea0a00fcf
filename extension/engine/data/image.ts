/** A decoded image: 8-bit sRGB, three bytes per pixel, row after row from the top left (`[height, width, 3]`). */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A rectangle of whole pixels inside an image. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A copy of the pixels inside `box`, which must lie within the image. */
export function crop(image: RgbImage, box: Box): RgbImage {
  const data = new Uint8Array(box.width * box.height * 3);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.top + y) * image.width + box.left) * 3;
    data.set(image.data.subarray(from, from + box.width * 3), y * box.width * 3);
  }
  return { width: box.width, height: box.height, data };
}

/** The image as seen in a mirror: columns in reverse order. */
export function flip(image: RgbImage): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = (y * width + width - 1 - x) * 3;
      data[to] = image.data[from]!;
      data[to + 1] = image.data[from + 1]!;
      data[to + 2] = image.data[from + 2]!;
    }
  }
  return { width, height, data };
}

/** The image as the network wants it: one plane per colour, `[3, height, width]`, values byte / 255 in [0, 1]. */
export function toPlanar(image: RgbImage): Float32Array {
  const plane = image.width * image.height;
  const planar = new Float32Array(plane * 3);
  for (let i = 0; i < plane; i++) {
    planar[i] = image.data[3 * i]! / 255;
    planar[plane + i] = image.data[3 * i + 1]! / 255;
    planar[2 * plane + i] = image.data[3 * i + 2]! / 255;
  }
  return planar;
}
