import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { LoadedModel } from '../../checkpoint/loadModel.js';
import { toYaml } from '../../config/write.js';
import { sizeText } from '../../input/input.js';
import { version } from '../../version.js';
import type { FeatureOptions } from './featureExtractor.js';

/** What a file of features says of the model that they come from; safetensors metadata is strings alone. */
export function featureMetadata(
  { file, model, config, progress }: LoadedModel,
  { pool, layer }: Pick<FeatureOptions, 'pool' | 'layer'>,
): Record<string, string> {
  const known = Object.entries(progress).filter(([, value]) => value !== undefined);
  return {
    format: 'mfm-features',
    mfm_version: version(),
    checkpoint: basename(file),
    ...Object.fromEntries(known.map(([key, value]) => [key, String(value)])),
    config_sha256: createHash('sha256').update(toYaml(config)).digest('hex'),
    model: model.name,
    image_size: sizeText(model.input),
    pool,
    layer: layer === undefined ? 'last' : model.encoder.layers[layer]!.name,
  };
}
