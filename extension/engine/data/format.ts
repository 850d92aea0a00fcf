/** Image formats that can be decoded, as their first bytes tell. */
export type ImageFormat = 'JPEG' | 'PNG' | 'WebP' | 'TIFF' | 'GIF' | 'AVIF';

/** For messages. */
export const FORMAT_LIST = 'JPEG, PNG, WebP, TIFF, GIF or AVIF';

/** How many bytes from a file's start `sniffFormat` needs. */
export const SNIFF_BYTES = 16;

/** Names that promise an image. Some of these formats cannot be decoded; such files are reported, not overlooked. */
const IMAGE_NAME = /\.(jpe?g|jpe|jfif|png|webp|tiff?|gif|avif|bmp|heic|heif|jp2|jxl|p[bgnp]m)$/i;

/** Whether a file of this name is meant to be an image. */
export function hasImageName(name: string): boolean {
  return IMAGE_NAME.test(name);
}

/** The format of a file that starts with `head` (at least 16 bytes of it), whatever its name says. */
export function sniffFormat(head: Uint8Array): ImageFormat | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'WebP';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'TIFF';
  if (/^GIF8[79]a/.test(text)) return 'GIF';
  if (/^ftypavi[fs]/.test(text.slice(4))) return 'AVIF';
  return undefined;
}
