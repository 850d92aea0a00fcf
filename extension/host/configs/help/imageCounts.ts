import { type Disposable, type Event, EventEmitter } from 'vscode';
import { countImages } from '../../../engine/data/countImages.js';
import { lookAtImages } from '../../../engine/data/lookAtImages.js';

/** Folders with more files than this would keep the disk busy for a hint. */
const LIMIT = 20_000;

/** After this, in milliseconds, a folder is counted again when somebody asks. */
const AGE = 30_000;

/** The numbers of images in folders: counted in the background when they are first asked for. */
export class ImageCounts implements Disposable {
  private readonly counted = new Map<string, { images?: number; time: number }>();
  private readonly changed = new EventEmitter<void>();

  /** A number that was asked for is there, or is another one. */
  readonly onDidChange: Event<void> = this.changed.event;

  /** How many images the folder holds; undefined while they are being counted, and where there are too many to count. */
  of(folder: string): number | undefined {
    if (!folder) return undefined;
    const known = this.counted.get(folder);
    if (!known || Date.now() - known.time > AGE) void this.count(folder, known?.images);
    return known?.images;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async count(folder: string, before?: number): Promise<void> {
    this.counted.set(folder, { images: before, time: Date.now() });
    const now = await numberOf(folder);
    this.counted.set(folder, { images: now, time: Date.now() });
    if (now !== before) this.changed.fire();
  }
}

/** The images that a run would use; in larger folders, of which only names are looked at, all. */
async function numberOf(folder: string): Promise<number | undefined> {
  const seen = await lookAtImages(folder);
  if (seen) return seen.entries.length;
  const { images, complete } = await countImages(folder, { limit: LIMIT });
  return complete ? images : undefined;
}
