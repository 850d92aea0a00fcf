import { DecodePool } from './decodePool.js';
import type { ImageEntry, ImageFolder } from './folder.js';

/** An image of a folder: its pixels, `[3, size, size]` in [0, 1], or why there are none (a phrase). */
export type SquareImage = { entry: ImageEntry } & ({ pixels: Float32Array } | { unreadable: string });

/**
 * The images of a folder in its order, as squares for evaluation (see `preparedSquare`), decoded ahead in threads.
 *
 * @param ahead how many are decoded before they are asked for
 */
export async function* squareImages(
  { root, entries }: ImageFolder,
  { size, threads, ahead }: { size: number; threads: number; ahead: number },
): AsyncGenerator<SquareImage, void> {
  const pool = new DecodePool(threads, { root, view: { square: size } });
  const waiting: ReturnType<DecodePool['run']>[] = [];
  try {
    for (let next = 0, shown = 0; shown < entries.length; shown++) {
      for (; next < entries.length && next - shown < ahead; next++) {
        const decoded = pool.run(entries[next]!.path, []);
        // Awaited only when its turn comes, or never when the caller stops: a failure must not count as unhandled.
        decoded.catch(() => {});
        waiting.push(decoded);
      }
      const result = await waiting.shift()!;
      const entry = entries[shown]!;
      yield 'pixels' in result ? { entry, pixels: result.pixels } : { entry, unreadable: result.unreadable };
    }
  } finally {
    await pool.close();
  }
}
