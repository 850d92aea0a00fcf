import { decodeThumbnail, UnreadableImage } from '../../engine/data/decode.js';
import type { MapWorkerApi, Thumbnails } from '../../protocol/mapApi.js';
import type { CallContext } from '../../protocol/rpc.js';

/** Images that are decoded at once: each may take hundreds of megabytes. */
const AT_ONCE = 4;

/** Small pictures of images, those that cannot be decoded named by their places. */
export async function thumbnails(
  { files, side }: MapWorkerApi['thumbnails']['params'],
  { signal }: CallContext<never>,
): Promise<Thumbnails> {
  const data = new Uint8Array(files.length * side * side * 3);
  const failed: number[] = [];
  const left = [...files.entries()];
  async function work(): Promise<void> {
    for (let next = left.shift(); next; next = left.shift()) {
      signal.throwIfAborted();
      const [place, file] = next;
      try {
        data.set((await decodeThumbnail(file, side)).data, place * side * side * 3);
      } catch (error) {
        if (!(error instanceof UnreadableImage)) throw error;
        failed.push(place);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { side, data, failed };
}
