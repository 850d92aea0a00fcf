import { type StreamedTensors, streamSafetensors } from '../../checkpoint/safetensorsStream.js';
import type { ImageFolder, SkippedFile } from '../../data/folder.js';
import { Loader } from '../../data/loader.js';
import type { SourceEntry } from '../../data/source.js';
import { sideOf } from '../../input/input.js';
import type { PretrainModel } from '../../models/model.js';
import { FeatureExtractor, type FeatureOptions } from './featureExtractor.js';
import { noneReadable } from './noneReadable.js';

export interface WriteFeaturesOptions extends FeatureOptions {
  /** Decoding threads. */
  threads: number;
  /** What the file's metadata says of the model, besides what is added here. */
  about: Record<string, string>;
  signal: AbortSignal;
  /** Images done, those that were skipped included, of all. */
  onProgress(done: number, total: number): void;
}

/** What was written. */
export interface WrittenFeatures {
  /** `[images, ...]` */
  shape: number[];
  /** Unreadable files, in the order of the folder, those that were found when it was listed first. */
  skipped: SkippedFile[];
}

/**
 * Writes the features of all images of a folder as safetensors: `features` F32 `[images, width]` or `[images, tokens,
 * width]` in the folder's order, `labels` I64 `[images]` where it has class folders (-1 = in none), and as metadata which
 * images these are. Memory does not grow with the number of images but by their names.
 *
 * @throws UserError when no image can be decoded or the file cannot be written, the signal's reason when it aborts;
 *   nothing is written then
 */
export async function writeFeatures(
  file: string,
  folder: ImageFolder,
  model: PretrainModel,
  options: WriteFeaturesOptions,
): Promise<WrittenFeatures> {
  const { batchSize, threads, about, signal, onProgress } = options;
  const extractor = new FeatureExtractor(model, options);
  const view = { kind: 'square', side: sideOf(model.input) } as const;
  const loader = new Loader({ source: folder, view, batchSize, seed: 0, threads });
  const written: SourceEntry[] = [];
  const metadataOf = (entries: readonly SourceEntry[]) => ({
    ...about,
    paths: JSON.stringify(entries.map(({ path }) => path)),
    classes: JSON.stringify(folder.classes),
  });
  const skipped = () => [...folder.skipped, ...loader.failed];
  try {
    const headerBytes = Buffer.byteLength(JSON.stringify(metadataOf(folder.entries))) + 512;
    await streamSafetensors(file, headerBytes, async append => {
      for await (const { indices, fields } of loader.once()) {
        signal.throwIfAborted();
        const { features } = await extractor.run(fields['images']!);
        await append(new Uint8Array(features.buffer, features.byteOffset, features.byteLength));
        for (const index of indices) written.push(folder.entries[index]!);
        onProgress(written.length + skipped().length, folder.entries.length + folder.skipped.length);
      }
      if (written.length === 0) throw noneReadable(folder, skipped());
      const shape = [written.length, ...extractor.shape];
      const tensors: StreamedTensors['tensors'] = [['features', { dtype: 'F32', shape }]];
      if (folder.classes.length > 0) {
        const labels = BigInt64Array.from(written, ({ label }) => BigInt(label));
        await append(new Uint8Array(labels.buffer));
        tensors.push(['labels', { dtype: 'I64', shape: [written.length] }]);
      }
      return { tensors, metadata: metadataOf(written) };
    });
  } finally {
    extractor.dispose();
    await loader.close();
  }
  return { shape: [written.length, ...extractor.shape], skipped: skipped() };
}
