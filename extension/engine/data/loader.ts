import type { Config } from '../config/schema.js';
import { degrades } from '../config/tasks.js';
import { UserError } from '../errors.js';
import { DecodePool } from './decodePool.js';
import type { ImageFolder, SkippedFile } from './folder.js';
import { ImageSearch, type Sample } from './imageSearch.js';
import type { Filter } from './resize.js';
import { epochOrder, fullBatches } from './sampler.js';

export interface LoaderOptions {
  folder: ImageFolder;
  /** Images per batch (DATA.BATCH_SIZE). */
  batchSize: number;
  /** Side of the square views in pixels (DATA.IMG_SIZE). */
  imageSize: number;
  /** Smallest share of an image's area that a crop keeps (DATA.MIN_CROP_SCALE). */
  minCropScale: number;
  filter: Filter;
  /** Probability of the low-pass mask (DATA.SAMPLE_RATIO). */
  sampleRatio: number;
  /** The pretext tasks; without them the frequency mask alone. */
  tasks?: Config['DATA'];
  /** Which of the adaptive radii each entry of the folder has; without them all have the first. */
  bands?: Uint8Array;
  seed: number;
  /** Decoding threads; at least one is used. */
  threads: number;
}

/** What one step trains on. */
export interface Batch {
  /** `[batchSize, 3, imageSize, imageSize]`, values in [0, 1]. */
  images: Float32Array;
  /** Like `images`, not clipped: what the encoder sees before any frequency mask. Absent when the mask is the only task. */
  degraded?: Float32Array;
  /** `[batchSize]`: 1 where the sample keeps the low frequencies, 0 where it keeps the high ones. */
  lowPass: Uint8Array;
  /** `[batchSize]`: 1 where the frequency mask applies to the image. */
  masked: Uint8Array;
  /** `[batchSize]`: which of the adaptive radii the image's mask has; 0 without them. */
  bands: Uint8Array;
  /** `[batchSize]`: which entry of the folder each image is. */
  indices: Uint32Array;
}

/** Batches that are decoded while a step runs. */
const LOOK_AHEAD = 2;

/** A batch in the making, nothing where no image is left, with the entries that turned out unreadable on its way. */
interface Draft {
  batch?: Batch;
  unreadable: number[];
}

/** No image of a folder is left that can be decoded. */
export class NoImagesLeft extends UserError {}

/**
 * Random views of a folder's images in shuffled full batches, decoded ahead in threads. What a batch holds follows from
 * the files, the options, the epoch and the step alone: not from timing, the number of threads or what was read before.
 * Its threads keep the process alive until it is closed.
 */
export class Loader {
  readonly stepsPerEpoch: number;
  /** The images that could not be decoded, in the order in which batches met them. */
  readonly failed: SkippedFile[] = [];
  private readonly pool: DecodePool;
  private readonly search: ImageSearch;
  private readonly reported = new Set<number>();

  /** @throws UserError when there are fewer images than a batch needs. */
  constructor(private readonly options: LoaderOptions) {
    const { folder, batchSize, threads } = options;
    this.stepsPerEpoch = stepsPerEpoch(folder, batchSize);
    this.pool = new DecodePool(Math.max(1, threads), { root: folder.root, view: viewOptions(options) });
    this.search = new ImageSearch(folder, this.pool, options.seed);
  }

  /**
   * The batches of an epoch (0-based), from step `firstStep` of it on. Its caller may stop early.
   *
   * @throws NoImagesLeft (a UserError) when no image at all can be decoded; Error when a thread fails or the loader is closed.
   */
  async *epoch(epoch: number, firstStep = 0): AsyncGenerator<Batch, void> {
    const order = epochOrder(this.options.folder.entries.length, this.options.seed, epoch);
    const ahead: Promise<Draft>[] = [];
    for (let step = firstStep; ; ) {
      while (ahead.length <= LOOK_AHEAD && step < this.stepsPerEpoch) {
        const draft = this.draft(order, epoch, step++);
        // Awaited only when its turn comes, or never when the caller stops: a failure must not count as unhandled.
        draft.catch(() => {});
        ahead.push(draft);
      }
      const current = ahead.shift();
      if (!current) return;
      const { batch, unreadable } = await current;
      for (const index of unreadable) this.report(index);
      if (!batch) throw this.noneLeft();
      yield batch;
    }
  }

  /** Takes note of an image that somebody else could not decode: it is not tried again. */
  giveUp(index: number, reason: string): void {
    this.search.reasons.set(index, reason);
    this.report(index);
  }

  /** Resolves when the decoding threads have loaded their code. */
  loaded(): Promise<void> {
    return this.pool.loaded();
  }

  /** Ends the threads. A batch that is still waited for is rejected. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private async draft(order: Uint32Array, epoch: number, step: number): Promise<Draft> {
    const { batchSize, imageSize, tasks, bands } = this.options;
    const length = 3 * imageSize * imageSize;
    const batch: Batch = {
      images: new Float32Array(batchSize * length),
      degraded: tasks && degrades(tasks) ? new Float32Array(batchSize * length) : undefined,
      lowPass: new Uint8Array(batchSize),
      masked: new Uint8Array(batchSize),
      bands: new Uint8Array(batchSize),
      indices: new Uint32Array(batchSize),
    };
    const take = (slot: number, { view, index }: Sample) => {
      batch.images.set(view.pixels, slot * length);
      batch.degraded?.set(view.degraded ?? view.pixels, slot * length);
      batch.lowPass[slot] = view.lowPass ? 1 : 0;
      batch.masked[slot] = view.masked ? 1 : 0;
      batch.bands[slot] = bands?.[index] ?? 0;
      batch.indices[slot] = index;
    };
    const place = { order, epoch, first: step * batchSize };
    const { isFull, unreadable } = await this.search.fill(place, batchSize, take);
    return { batch: isFull ? batch : undefined, unreadable };
  }

  private report(index: number): void {
    if (this.reported.has(index)) return;
    this.reported.add(index);
    this.failed.push({ path: this.options.folder.entries[index]!.path, reason: this.search.reasons.get(index)! });
  }

  private noneLeft(): NoImagesLeft {
    const { root, entries } = this.options.folder;
    const { path, reason } = this.failed[0]!;
    return new NoImagesLeft(
      `None of the ${entries.length} images in ${root} can be decoded (${path}: ${reason}): put good files in their place ` +
        'and run it again.',
    );
  }
}

/** Full batches of an epoch. @throws UserError when there are fewer images than a batch needs. */
export function stepsPerEpoch(folder: ImageFolder, batchSize: number): number {
  const count = folder.entries.length;
  if (batchSize > count) {
    const images = count === 1 ? 'is only 1 image' : `are only ${count} images`;
    throw new UserError(
      `DATA.BATCH_SIZE is ${batchSize}, but there ${images} in ${folder.root}: set it to ${count} or less.`,
    );
  }
  return fullBatches(count, batchSize);
}

function viewOptions({ imageSize, minCropScale, filter, sampleRatio, tasks }: LoaderOptions) {
  return { imageSize, minCropScale, filter, sampleRatio, tasks };
}
