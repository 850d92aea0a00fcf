import { openRegular } from '../../engine/files/regularFile.js';

const LINES = 30;
const BYTES = 16_384;

/** The last lines of a text file; '' when it cannot be read. */
export async function tailOf(file: string): Promise<string> {
  try {
    await using handle = await openRegular(file);
    const { size } = await handle.stat();
    const length = Math.min(size, BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-LINES).join('\n');
  } catch {
    return '';
  }
}
