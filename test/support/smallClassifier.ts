import type { Config } from '../../extension/engine/config/schema.js';
import { type Classifier, createClassifier } from '../../extension/engine/models/classifier.js';
import { smallConfigs } from './families.js';
import { lcg } from './lcg.js';

/** A small config of a family that fine-tunes on so many classes. */
export function fineTuningConfig(type: Config['MODEL']['TYPE'], classes: number): Config {
  const config = smallConfigs[type]();
  Object.assign(config.MODEL, { NAME: 'finetune', NUM_CLASSES: classes, DROP_PATH_RATE: 0 });
  return config;
}

/**
 * Its classifier. The k-th parameter is (LCG(700 + k) - 0.5) * spread, of norms and layer scale one more; the spread is 0.4, and
 * of convolutions such that numbers stay of the size that they have.
 */
export function smallClassifier(config: Config): Classifier {
  const classifier = createClassifier(config);
  const { parameters } = classifier;
  parameters.initialise(0);
  for (const [k, { name, shape }] of parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const spread = shape.length === 4 ? 3 / Math.sqrt(count / shape[0]!) : 0.4;
    const shift = shape.length === 1 && /(norm\d?|bn\d|stem\.1|downsample\.[01])\.weight$|gamma$/.test(name) ? 1 : 0;
    parameters.set(
      name,
      lcg(count, 700 + k).map(u => spread * (u - 0.5) + shift),
    );
  }
  return classifier;
}
