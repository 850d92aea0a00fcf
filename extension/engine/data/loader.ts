import { UserError } from '../errors.js';
import { ahead } from './ahead.js';
import { type Batch, type EntryField, emptyBatch, headOf, place } from './batch.js';
import { DecodePool } from './decodePool.js';
import type { SkippedFile } from './folder.js';
import { ImageSearch } from './imageSearch.js';
import { epochOrder, fullBatches } from './sampler.js';
import { partOf, type Shard, whole } from './shard.js';
import type { Source } from './source.js';
import { type ViewSpec, viewFields } from './views/registry.js';
import type { FieldSpec } from './views/view.js';

export interface LoaderOptions {
  source: Source;
  view: ViewSpec;
  /** What batches have beside the view. */
  ofEntry?: readonly EntryField[];
  /** Samples of a batch, over all processes (DATA.BATCH_SIZE). */
  batchSize: number;
  /** Which part of every batch is this process's; all of it by default. */
  shard?: Shard;
  seed: number;
  /** How often in a row an image comes in an epoch, each time seen in another way; once by default. */
  repeats?: number;
  /** Decoding threads: how many, at least one is used; or those that several loaders use in turn, which are the caller's to close. */
  threads: number | DecodePool;
}

/** Batches that are decoded while a step runs. */
const LOOK_AHEAD = 2;

/** A batch in the making, nothing where no image is left, with the entries that turned out unreadable on its way. */
interface Draft {
  batch?: Batch;
  unreadable: readonly number[];
}

/** No image of a source is left that can be decoded. */
export class NoImagesLeft extends UserError {}

/**
 * Samples of a source's images in batches, decoded ahead in threads. What a batch holds follows from the files, the options, the
 * epoch and the step alone: not from timing, the number of threads or what was read before. The parts of all processes are the
 * batch of one. Its threads keep the process alive until it is closed.
 */
export class Loader {
  /** The images that could not be decoded, in the order in which batches met them. */
  readonly failed: SkippedFile[] = [];
  private readonly pool: DecodePool;
  private readonly search: ImageSearch;
  private readonly fields: readonly FieldSpec[];
  private readonly reported = new Set<number>();

  constructor(private readonly options: LoaderOptions) {
    const { source, view, ofEntry = [], threads } = options;
    this.fields = [...viewFields(view), ...ofEntry];
    const settings = { root: source.root, view, maskIds: source.maskIds };
    this.pool = typeof threads === 'number' ? new DecodePool(Math.max(1, threads), settings) : threads;
    if (threads === this.pool) this.pool.use(settings);
    this.search = new ImageSearch(source, this.pool, options.seed, options.repeats ?? 1);
  }

  /** Full batches of an epoch. */
  get stepsPerEpoch(): number {
    return fullBatches(this.options.source.entries.length, this.options.batchSize);
  }

  /**
   * For training: the full batches of an epoch (0-based) in its own random order, from step `firstStep` of it on. Images that
   * cannot be decoded are replaced. Its caller may stop early.
   *
   * @throws NoImagesLeft (a UserError) when no image at all can be decoded; Error when a thread fails or the loader is closed.
   */
  async *epoch(epoch: number, firstStep = 0): AsyncGenerator<Batch, void> {
    const order = epochOrder(this.options.source.entries.length, this.options.seed, epoch, this.options.repeats);
    const drafts = ahead(firstStep, this.stepsPerEpoch, LOOK_AHEAD + 1, step => this.draft(order, epoch, step));
    for await (const { batch, unreadable } of drafts) {
      for (const index of unreadable) this.report(index);
      if (!batch) throw this.noneLeft();
      yield batch;
    }
  }

  /**
   * For evaluation: every image of this process's share once, in the order of the source. Images that cannot be decoded are left
   * out and found in `failed`; the last batch may be smaller.
   */
  async *once(): AsyncGenerator<Batch, void> {
    const { source, ofEntry = [], batchSize, shard = whole } = this.options;
    const { first, end } = partOf(source.entries.length, shard);
    let batch = emptyBatch(batchSize, this.fields);
    let filled = 0;
    const results = ahead(first, end, 2 * batchSize, index =>
      this.pool.run(source.entries[index]!, [this.options.seed, index]),
    );
    let index = first;
    for await (const result of results) {
      if ('view' in result) place(batch, filled++, index, result.view, ofEntry);
      else this.giveUp(index, result.unreadable);
      index++;
      if (filled < batchSize) continue;
      yield batch;
      batch = emptyBatch(batchSize, this.fields);
      filled = 0;
    }
    if (filled > 0) yield headOf(batch, filled);
  }

  /** Takes note of an image that cannot be decoded: it is not tried again. */
  giveUp(index: number, reason: string): void {
    this.search.reasons.set(index, reason);
    this.report(index);
  }

  /** Resolves when the decoding threads have loaded their code. */
  loaded(): Promise<void> {
    return this.pool.loaded();
  }

  /** Ends the threads, unless they are others' as well. A batch that is still waited for is rejected. */
  async close(): Promise<void> {
    if (this.options.threads !== this.pool) await this.pool.close();
  }

  private async draft(order: Uint32Array, epoch: number, step: number): Promise<Draft> {
    const { batchSize, ofEntry = [], shard = whole } = this.options;
    const { first, end } = partOf(batchSize, shard);
    const size = end - first;
    const batch = emptyBatch(size, this.fields);
    const position = { order, epoch, first: step * batchSize + first };
    const { isFull, unreadable } = await this.search.fill(position, size, (slot, { view, index }) =>
      place(batch, slot, index, view, ofEntry),
    );
    return { batch: isFull ? batch : undefined, unreadable };
  }

  private report(index: number): void {
    if (this.reported.has(index)) return;
    this.reported.add(index);
    this.failed.push({ path: this.options.source.entries[index]!.path, reason: this.search.reasons.get(index)! });
  }

  private noneLeft(): NoImagesLeft {
    const { root, entries } = this.options.source;
    const { path, reason } = this.failed[0]!;
    return new NoImagesLeft(
      `None of the ${entries.length} images in ${root} can be decoded (${path}: ${reason}): put good files in their place ` +
        'and run it again.',
    );
  }
}

/** Full batches of an epoch. @throws UserError when there are fewer images than a batch needs. */
export function stepsPerEpoch({ root, entries }: Source, batchSize: number): number {
  const count = entries.length;
  if (batchSize > count) {
    const images = count === 1 ? 'is only 1 image' : `are only ${count} images`;
    throw new UserError(`DATA.BATCH_SIZE is ${batchSize}, but there ${images} in ${root}: set it to ${count} or less.`);
  }
  return fullBatches(count, batchSize);
}
