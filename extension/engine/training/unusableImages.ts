import type { EndEvent, UnusableEvent } from '../../protocol/events.js';
import { mostNamed, type UnusableCounts, type UnusableImage } from '../../protocol/unusableImages.js';
import type { ImageFolder, SkippedFile } from '../data/folder.js';

/** Keeps which images a run does without, for its events. */
export class UnusableImages {
  private readonly named: UnusableImage[] = [];
  private counts: UnusableCounts;

  /** @param failed the images that could not be decoded, which grow while the run goes */
  constructor(
    private readonly folder: Pick<ImageFolder, 'entries' | 'skipped'>,
    private readonly failed: readonly SkippedFile[],
  ) {
    this.counts = { all: folder.entries.length + folder.skipped.length, leftOut: 0, failed: 0 };
  }

  /** What has been found since the last time; undefined for nothing. `step`: steps finished so far. */
  found(step: number): UnusableEvent | undefined {
    const { folder, failed, counts: before } = this;
    if (before.leftOut === folder.skipped.length && before.failed === failed.length) return undefined;
    this.counts = { ...before, leftOut: folder.skipped.length, failed: failed.length };
    const room = mostNamed - this.named.length;
    const files = [
      ...folder.skipped.slice(before.leftOut, before.leftOut + room),
      ...failed.slice(before.failed, before.failed + room).map(file => ({ ...file, step })),
    ].slice(0, room);
    this.named.push(...files);
    return { type: 'unusable', step, ...this.counts, files };
  }

  /** All that was found. */
  get all(): Pick<EndEvent, 'skipped' | 'unusable'> {
    const { leftOut, failed } = this.counts;
    return { skipped: [...this.named], ...(leftOut + failed > 0 && { unusable: this.counts }) };
  }
}
