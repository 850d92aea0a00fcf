import { mostThumbnails, type Thumbnails } from '../../../extension/protocol/mapApi.js';
import { rasterFromRgb } from '../../plots/raster.js';

/** Small pictures of a map's images, fetched as they come into sight, those that were wanted last first. */
export class ThumbnailStore {
  /** Counts the batches that have come. */
  #arrived = $state(0);
  /** By name; null where one cannot be decoded. */
  readonly #known = new Map<string, ImageBitmap | null>();
  readonly #wanted = new Set<string>();
  #isAsking = false;
  readonly #ask: (names: readonly string[]) => Promise<Thumbnails>;

  constructor(ask: (names: readonly string[]) => Promise<Thumbnails>) {
    this.#ask = ask;
  }

  /** The picture of an image; undefined until it has come, which runs effects that looked for it again. */
  get(name: string): ImageBitmap | null | undefined {
    void this.#arrived;
    const found = this.#known.get(name);
    if (found === undefined) {
      this.#wanted.delete(name);
      this.#wanted.add(name);
      if (!this.#isAsking) queueMicrotask(() => void this.#fetch());
    }
    return found;
  }

  async #fetch(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#wanted.size > 0) {
      const names = [...this.#wanted].slice(-mostThumbnails);
      // Without an engine there are none; the sentence for that stands where the map should be.
      const { side, data, failed } = await this.#ask(names).catch(() => nothing(names.length));
      for (const [place, name] of names.entries()) {
        const { rgba } = rasterFromRgb(
          data.subarray(place * side * side * 3, (place + 1) * side * side * 3),
          side,
          side,
        );
        const picture = failed.includes(place) ? null : await createImageBitmap(new ImageData(rgba, side, side));
        this.#known.set(name, picture);
        // Not before: an effect that runs meanwhile must not want it anew.
        this.#wanted.delete(name);
      }
      this.#arrived++;
    }
    this.#isAsking = false;
  }
}

function nothing(count: number): Thumbnails {
  return { side: 1, data: new Uint8Array(3 * count), failed: [...Array(count).keys()] };
}
