import { join } from 'node:path';
import { countImages } from '../../engine/data/countImages.js';
import type { ImageFolder, SkippedFile } from '../../engine/data/folder.js';
import { listFolder } from '../../engine/data/listFolder.js';
import { lookAtImages } from '../../engine/data/lookAtImages.js';

/** How many images a folder holds, so far. */
export interface FolderCount {
  state: 'counting' | 'done' | 'missing';
  /** Those that look usable; in large folders, of which only names are looked at, all. */
  images: number;
  /** Whether there are more than were counted. */
  atLeast: boolean;
  /** Images in each folder directly below that has any. */
  classes: ReadonlyMap<string, number>;
  /** Files that a first look at their bytes rules out, and why. */
  unusable: readonly SkippedFile[];
}

/** Files of one class folder to look at before counting stops: no data set has more, but a wrong path may lead to '/'. */
const LIMIT = 2_000_000;

/** Listeners hear of progress at most so often. */
const REPORT_MS = 500;

/** Counts the images of folders, one folder after the other, and remembers the counts until they are dropped. */
export class FolderCounts {
  private readonly counts = new Map<string, FolderCount>();
  private readonly waiting = new Set<string>();
  private readonly stop = new AbortController();
  private isCounting = false;

  /** @param onChange called with a folder whose count has changed */
  constructor(private readonly onChange: (folder: string) => void) {}

  /** What is known of a folder; what is not known is counted. */
  get(folder: string): FolderCount {
    const known = this.counts.get(folder);
    if (known) return known;
    this.counts.set(folder, nothing('counting'));
    this.recount(folder);
    return this.counts.get(folder)!;
  }

  /** Counts a folder anew; until that is done, the old count stands. */
  recount(folder: string): void {
    this.waiting.add(folder);
    void this.countAll();
  }

  /** Counts everything anew that was asked for so far. */
  recountAll(): void {
    for (const folder of this.counts.keys()) this.recount(folder);
  }

  dispose(): void {
    this.waiting.clear();
    this.stop.abort();
  }

  private async countAll(): Promise<void> {
    if (this.isCounting) return;
    this.isCounting = true;
    for (const folder of this.waiting) {
      this.waiting.delete(folder);
      await this.count(folder).catch(() => undefined);
    }
    this.isCounting = false;
  }

  private async count(folder: string): Promise<void> {
    const isFirst = this.counts.get(folder)?.state === 'counting';
    const { signal } = this.stop;
    const listing = await listFolder(folder, 1).catch(() => undefined);
    if (!listing) return this.set(folder, nothing('missing'));
    const seen = await lookAtImages(folder);
    if (seen) return this.set(folder, countOf(seen));
    const classes = new Map<string, number>();
    let [images, atLeast, reported] = [listing.imageCount, false, Date.now()];
    for (const name of listing.folders) {
      const found = await countImages(join(folder, name), { limit: LIMIT, signal });
      images += found.images;
      atLeast ||= !found.complete;
      if (found.images > 0) classes.set(name, found.images);
      if (isFirst && Date.now() - reported > REPORT_MS) {
        reported = Date.now();
        this.set(folder, { state: 'counting', images, atLeast, classes, unusable: [] });
      }
    }
    this.set(folder, { state: 'done', images, atLeast, classes, unusable: [] });
  }

  private set(folder: string, count: FolderCount): void {
    if (this.stop.signal.aborted) return;
    this.counts.set(folder, count);
    this.onChange(folder);
  }
}

function nothing(state: FolderCount['state']): FolderCount {
  return { state, images: 0, atLeast: false, classes: new Map(), unusable: [] };
}

function countOf({ classes, entries, skipped }: ImageFolder): FolderCount {
  const counts = new Map(classes.map(name => [name, 0]));
  for (const { label } of entries) {
    const name = classes[label];
    if (name !== undefined) counts.set(name, counts.get(name)! + 1);
  }
  return { state: 'done', images: entries.length, atLeast: false, classes: counts, unusable: skipped };
}
