import { openImageFolder } from '../../extension/engine/data/folder.js';
import { Loader } from '../../extension/engine/data/loader.js';
import type { Source } from '../../extension/engine/data/source.js';
import { root } from '../support/root.js';

/** Resident memory in MB. */
export interface EpochMemory {
  /** What a list of a million images adds. */
  list: number;
  /** At each quarter of an epoch of it that ends after `images` of them. */
  quarters: number[];
  images: number;
}

const NAMES = 1_000_000;
const BATCH = 32;

/** Memory while augmented images of 224 px stream through the loader: a list of a million, of which `images` are decoded. */
export async function epochMemory(images = 3200): Promise<EpochMemory> {
  const { root: folder, classes, entries } = await openImageFolder(`${root}examples/photos`);
  const before = resident();
  const source: Source = {
    root: folder,
    classes,
    // A path of its own each, as in a real list: the strings are what takes memory.
    entries: Array.from({ length: NAMES }, (_, i) => {
      const { path, label } = entries[i % entries.length]!;
      return { path: `./${'/'.repeat(i % 7)}${path}`, label };
    }),
  };
  const list = resident() - before;
  const view = { kind: 'pretext', side: 224, minCropScale: 0.2, filter: 'bicubic', sampleRatio: 0.5 } as const;
  const loader = new Loader({ source, view, batchSize: BATCH, seed: 0, threads: 2 });
  const quarters: number[] = [];
  let done = 0;
  for await (const batch of loader.epoch(0)) {
    done += batch.size;
    if (done % (images / 4) === 0) quarters.push(resident());
    if (done >= images) break;
  }
  await loader.close();
  return { list, quarters, images };
}

function resident(): number {
  return process.memoryUsage.rss() / 1e6;
}
