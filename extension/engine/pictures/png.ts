import sharp from 'sharp';

/** Rows of 8-bit pixels from the top left: `[height, width, 3]` (RGB) or `[height, width]` (gray). */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** How an image is stored. Both forms keep every pixel as it is. */
export interface PngOptions {
  /** For pictures of at most 256 colours, such as values on a palette: about two thirds of the size. */
  indexed?: boolean;
}

/** A PNG file of `pixels`, 8 bits per channel; whether they are RGB or gray follows from their number. */
export async function encodePng({ width, height, data }: Pixels, { indexed }: PngOptions = {}): Promise<Uint8Array> {
  const gray = data.length === width * height;
  if (!gray && data.length !== width * height * 3) {
    throw new RangeError(`${data.length} bytes are neither a gray nor an RGB image of ${width} x ${height}`);
  }
  const picture = sharp(data, { raw: { width, height, channels: gray ? 1 : 3 } });
  return (gray ? picture.toColourspace('b-w') : picture).png(indexed ? exactPalette : filteredRows).toBuffer();
}

/** The PNG inside a `data:` address, for pages that must stand alone. */
export async function pngDataUri(pixels: Pixels, options?: PngOptions): Promise<string> {
  return `data:image/png;base64,${Buffer.from(await encodePng(pixels, options)).toString('base64')}`;
}

/** With all 256 places and full quality the quantiser takes the colours as they are. */
const exactPalette = { palette: true, colours: 256, quality: 100, dither: 0, compressionLevel: 6 };
const filteredRows = { compressionLevel: 6, adaptiveFiltering: true };
