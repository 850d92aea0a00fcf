import { toPlanar } from '../data/image.js';
import { prepareImage } from '../data/prepare.js';
import { sideOf } from '../input/input.js';
import { FeatureExtractor, type FeatureNetwork } from '../inspect/features/featureExtractor.js';

/**
 * What `folderFeatures` makes of an image, of one alone.
 *
 * @returns `[width]`
 * @throws UserError when it cannot be decoded
 */
export async function oneImage(
  file: string,
  network: FeatureNetwork,
  layer: number | undefined,
): Promise<Float32Array> {
  const pixels = toPlanar(await prepareImage(file, sideOf(network.input)));
  const extractor = new FeatureExtractor(network, { pool: 'mean', layer, batchSize: 1 });
  try {
    return (await extractor.run(pixels)).features;
  } finally {
    extractor.dispose();
  }
}
