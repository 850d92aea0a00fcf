import type { SamplePictures } from '../../extension/protocol/runPage.js';

/** Enough for some dozens of images of 224 pixels. */
const MOST_BYTES = 96e6;

/** Pictures by what was asked for, within a bound: those that were not wanted for longest go. */
export class SampleCache {
  private readonly pictures = new Map<string, SamplePictures>();
  private bytes = 0;

  constructor(private readonly most = MOST_BYTES) {}

  get(key: string): SamplePictures | undefined {
    const found = this.pictures.get(key);
    if (found) {
      this.pictures.delete(key);
      this.pictures.set(key, found);
    }
    return found;
  }

  set(key: string, pictures: SamplePictures): void {
    this.delete(key);
    this.pictures.set(key, pictures);
    this.bytes += sizeOf(pictures);
    for (const oldest of this.pictures.keys()) {
      if (this.bytes <= this.most || oldest === key) break;
      this.delete(oldest);
    }
  }

  private delete(key: string): void {
    const found = this.pictures.get(key);
    if (!found) return;
    this.pictures.delete(key);
    this.bytes -= sizeOf(found);
  }
}

function sizeOf({ panels }: SamplePictures): number {
  return panels.reduce(
    (sum, { pixels, error, spectrum }) => sum + spectrum.byteLength + (pixels ?? error)!.byteLength,
    0,
  );
}
