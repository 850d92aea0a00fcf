import type { SkippedFile } from '../../data/folder.js';
import { Loader } from '../../data/loader.js';
import type { Source, SourceEntry } from '../../data/source.js';
import { sideOf } from '../../input/input.js';
import { FeatureExtractor, type FeatureNetwork, type FeatureOptions } from './featureExtractor.js';
import { noneReadable } from './noneReadable.js';

export interface ImageFeatureOptions extends FeatureOptions {
  /** One row of numbers for each image. */
  pool: 'mean' | 'class';
  /** Decoding threads. */
  threads: number;
  signal?: AbortSignal;
  /** Images done, those that cannot be decoded included, of all. */
  onProgress?(done: number, total: number): void;
}

/** Features of those images of a source that can be decoded, in its order. */
export interface ImageFeatures {
  /** `[images, width]` */
  values: Float32Array;
  width: number;
  /** What was made beside them, `[images, count]`. */
  beside: Float32Array;
  /** `[images]`: what they are of. */
  entries: SourceEntry[];
  failed: SkippedFile[];
}

/**
 * Runs a source's images, whole and in their middle, through an encoder as it is. Of the images nothing stays in memory but their
 * features.
 *
 * @throws UserError when no image can be decoded or the batches do not fit into memory, the signal's reason when it aborts
 */
export async function imageFeatures(
  source: Source,
  network: FeatureNetwork,
  options: ImageFeatureOptions,
): Promise<ImageFeatures> {
  const { threads, signal, onProgress } = options;
  const total = source.entries.length;
  const batchSize = Math.min(options.batchSize, total);
  const extractor = new FeatureExtractor(network, { ...options, batchSize });
  const view = { kind: 'square', side: sideOf(network.input) } as const;
  const loader = new Loader({ source, view, batchSize, seed: 0, threads });
  const width = extractor.shape[0]!;
  const values = new Float32Array(total * width);
  const count = options.beside?.count ?? 0;
  const more = new Float32Array(total * count);
  const entries: SourceEntry[] = [];
  try {
    for await (const { indices, fields } of loader.once()) {
      signal?.throwIfAborted();
      const rows = await extractor.run(fields['images']!);
      values.set(rows.features, entries.length * width);
      more.set(rows.beside, entries.length * count);
      for (const index of indices) entries.push(source.entries[index]!);
      onProgress?.(entries.length + loader.failed.length, total);
    }
  } finally {
    extractor.dispose();
    await loader.close();
  }
  if (entries.length === 0) throw noneReadable(source, loader.failed);
  const images = entries.length;
  return {
    values: values.subarray(0, images * width),
    width,
    beside: more.subarray(0, images * count),
    entries,
    failed: loader.failed,
  };
}
