import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { float32Tensor, int64Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { smallClassifier } from './smallClassifier.js';
import { tinyCheckpoint } from './tinyCheckpoint.js';

/** Writes a checkpoint of `smallClassifier`. @param classes their names; absent = it has none */
export async function writeClassifier(file: string, config: Config, classes?: readonly string[]): Promise<void> {
  const { parameters } = smallClassifier(config);
  const tensors = parameters.stored.map(({ name, shape, buffer }) => {
    const values = parameters.get(name).dataSync<'float32'>().slice();
    return [name, buffer?.dtype === 'I64' ? int64Tensor(shape, values) : float32Tensor(shape, values)] as const;
  });
  parameters.dispose();
  const { meta } = tinyCheckpoint(config, { moments: false });
  await saveCheckpoint(file, { meta: { ...meta, classes }, tensors: new Map(tensors) });
}
