import { normalise } from '../input/normalise.js';
import type { Classifier } from '../models/classifier.js';
import { type CompiledStep, runtime } from '../runtime/runtime.js';

/** A classifier as a step from images in [0, 1], `[batch, channels, H, W]`, to logits, `[batch, classes]`. */
export function compiledClassifier({ classify, input, parameters }: Classifier): CompiledStep {
  const logits = (images: Parameters<typeof classify>[0]) => classify(normalise(images, input));
  return runtime().compile('classify', images => [logits(images!)], parameters.variablesOfState());
}
