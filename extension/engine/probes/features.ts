import { labelField } from '../data/batch.js';
import type { SkippedFile } from '../data/folder.js';
import { Loader } from '../data/loader.js';
import type { Source } from '../data/source.js';
import { UserError } from '../errors.js';
import { sideOf } from '../input/input.js';
import { FeatureExtractor, type FeatureNetwork, type FeatureOptions } from '../inspect/features/featureExtractor.js';
import type { LabelledFeatures } from './labelledFeatures.js';

export interface ExtractOptions extends FeatureOptions {
  /** One row of numbers for each image. */
  pool: 'mean' | 'class';
  /** Decoding threads. */
  threads: number;
  signal?: AbortSignal;
  /** Images done, those that cannot be decoded included, of all. */
  onProgress?(done: number, total: number): void;
}

/** Features of a source's images, in its order, and the images that are not among them because they cannot be decoded. */
export interface Extracted {
  features: LabelledFeatures;
  /** What was made beside them, `[images, count]`. */
  beside: Float32Array;
  failed: SkippedFile[];
}

/**
 * Runs a source's images, whole and in their middle, through an encoder as it is. Of the images nothing stays in memory but
 * their features.
 *
 * @throws UserError when no image of a class can be decoded or the batches do not fit into memory, the signal's reason when it aborts
 */
export async function extractFeatures(
  source: Source,
  network: FeatureNetwork,
  options: ExtractOptions,
): Promise<Extracted> {
  const { threads, signal, onProgress } = options;
  const batchSize = Math.min(options.batchSize, source.entries.length);
  const extractor = new FeatureExtractor(network, { ...options, batchSize });
  const view = { kind: 'square', side: sideOf(network.input) } as const;
  const loader = new Loader({ source, view, ofEntry: [labelField(source)], batchSize, seed: 0, threads });
  const total = source.entries.length;
  const width = extractor.shape[0]!;
  const values = new Float32Array(total * width);
  const count = options.beside?.count ?? 0;
  const more = new Float32Array(total * count);
  const labels = new Int32Array(total);
  let images = 0;
  try {
    for await (const { size, fields } of loader.once()) {
      signal?.throwIfAborted();
      const rows = await extractor.run(fields['images']!);
      values.set(rows.features, images * width);
      more.set(rows.beside, images * count);
      labels.set(fields['labels']!, images);
      images += size;
      onProgress?.(images + loader.failed.length, total);
    }
  } finally {
    extractor.dispose();
    await loader.close();
  }
  const features = { values: values.subarray(0, images * width), width, labels: labels.subarray(0, images) };
  requireEveryClass(source, features.labels, loader.failed);
  return { features, beside: more.subarray(0, images * count), failed: loader.failed };
}

function requireEveryClass({ root, classes }: Source, labels: Int32Array, failed: readonly SkippedFile[]): void {
  const found = new Set(labels);
  const missing = classes.find((_, label) => !found.has(label));
  if (missing === undefined) return;
  const { path, reason } = failed.find(file => file.path.startsWith(`${missing}/`))!;
  throw new UserError(
    `No image of the class ${missing} in ${root} can be decoded (${path}: ${reason}): put good files in their place, or remove the class.`,
  );
}
