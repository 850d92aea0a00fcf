import type { Config } from '../config/schema.js';
import { degrades } from '../corruption/tasks.js';
import { UserError } from '../errors.js';
import { DecodePool } from './decodePool.js';
import type { ImageFolder, SkippedFile } from './folder.js';
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

/** A batch in the making, with the entries that turned out unreadable on its way. */
interface Draft {
  batch: Batch;
  unreadable: number[];
}

/**
 * Random views of a folder's images in shuffled full batches, decoded ahead in threads. What a batch holds follows from
 * the files, the options, the epoch and the step alone: not from timing, the number of threads or what was read before.
 * Its threads keep the process alive until it is closed.
 */
export class Loader {
  readonly stepsPerEpoch: number;
  /** The folder's skipped files, then those that could not be decoded, in the order in which batches met them. */
  readonly skipped: SkippedFile[];
  private readonly pool: DecodePool;
  /** Why an entry cannot be decoded, by index; kept so that none is tried twice. */
  private readonly reasons = new Map<number, string>();
  private readonly reported = new Set<number>();

  /** @throws UserError when there are fewer images than a batch needs. */
  constructor(private readonly options: LoaderOptions) {
    const { folder, batchSize, threads } = options;
    this.stepsPerEpoch = stepsPerEpoch(folder, batchSize);
    this.skipped = [...folder.skipped];
    this.pool = new DecodePool(Math.max(1, threads), { root: folder.root, view: viewOptions(options) });
  }

  /**
   * The batches of an epoch (0-based), from step `firstStep` of it on. Its caller may stop early.
   *
   * @throws UserError when no image at all can be decoded; Error when a thread fails or the loader is closed.
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
      this.report(unreadable);
      yield batch;
    }
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
    const unreadable = await Promise.all(
      Array.from({ length: batchSize }, async (_, slot) => {
        const { view, index, unreadable } = await this.sample(order, epoch, step * batchSize + slot);
        batch.images.set(view.pixels, slot * length);
        batch.degraded?.set(view.degraded ?? view.pixels, slot * length);
        batch.lowPass[slot] = view.lowPass ? 1 : 0;
        batch.masked[slot] = view.masked ? 1 : 0;
        batch.bands[slot] = bands?.[index] ?? 0;
        batch.indices[slot] = index;
        return unreadable;
      }),
    );
    return { batch, unreadable: unreadable.flat() };
  }

  /**
   * The image at `position` of the epoch, or else the next readable one of the order. The stream that its view is drawn
   * from also names how far it was looked for: an image that stands in for another is not seen twice in the same way.
   */
  private async sample(order: Uint32Array, epoch: number, position: number) {
    const unreadable: number[] = [];
    for (let shift = 0; shift < order.length; shift++) {
      const index = order[(position + shift) % order.length]!;
      if (!this.reasons.has(index)) {
        const stream = [this.options.seed, epoch, index, shift];
        const result = await this.pool.run(this.options.folder.entries[index]!.path, stream);
        if ('pixels' in result) return { view: result, index, unreadable };
        this.reasons.set(index, result.unreadable);
      }
      unreadable.push(index);
    }
    const { root, entries } = this.options.folder;
    const first = unreadable[0]!;
    throw new UserError(
      `None of the ${entries.length} images in ${root} can be decoded (${entries[first]!.path}: ` +
        `${this.reasons.get(first)}): replace the files or name another folder.`,
    );
  }

  private report(unreadable: number[]): void {
    for (const index of unreadable) {
      if (this.reported.has(index)) continue;
      this.reported.add(index);
      this.skipped.push({ path: this.options.folder.entries[index]!.path, reason: this.reasons.get(index)! });
    }
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
