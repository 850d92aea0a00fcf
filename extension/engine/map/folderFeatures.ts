import { availableParallelism } from 'node:os';
import type { Source } from '../data/source.js';
import type { FeatureNetwork } from '../inspect/features/featureExtractor.js';
import { type ImageFeatureOptions, type ImageFeatures, imageFeatures } from '../inspect/features/imageFeatures.js';

export type FolderFeatureOptions = Pick<ImageFeatureOptions, 'layer' | 'signal' | 'onProgress'>;

/**
 * What a map is drawn of: of each image the mean over its patches, which every encoder has.
 *
 * @throws UserError like `imageFeatures`
 */
export function folderFeatures(
  source: Source,
  network: FeatureNetwork,
  options: FolderFeatureOptions,
): Promise<ImageFeatures> {
  const threads = Math.min(4, availableParallelism());
  return imageFeatures(source, network, { ...options, pool: 'mean', batchSize: 16, threads });
}
