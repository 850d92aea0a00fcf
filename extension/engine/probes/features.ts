import type { SkippedFile } from '../data/folder.js';
import type { Source } from '../data/source.js';
import { UserError } from '../errors.js';
import type { FeatureNetwork } from '../inspect/features/featureExtractor.js';
import { type ImageFeatureOptions, imageFeatures } from '../inspect/features/imageFeatures.js';
import type { LabelledFeatures } from './labelledFeatures.js';

/** Features of a source's images, in its order, and the images that are not among them because they cannot be decoded. */
export interface Extracted {
  features: LabelledFeatures;
  /** What was made beside them, `[images, count]`. */
  beside: Float32Array;
  failed: SkippedFile[];
}

/**
 * The features of a source's labelled images, which probes learn from.
 *
 * @throws UserError when no image of a class can be decoded or the batches do not fit into memory, the signal's reason when it aborts
 */
export async function extractFeatures(
  source: Source,
  network: FeatureNetwork,
  options: ImageFeatureOptions,
): Promise<Extracted> {
  const { values, width, beside, entries, failed } = await imageFeatures(source, network, options);
  const features = { values, width, labels: Int32Array.from(entries, ({ label }) => label) };
  requireEveryClass(source, features.labels, failed);
  return { features, beside, failed };
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
