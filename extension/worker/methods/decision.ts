import { planarToRgb } from '../../engine/pictures/planar.js';
import type { DecisionView, DecisionWorkerApi } from '../../protocol/decisionApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { keptClassifier } from '../looking/keptClassifier.js';

/** What a checkpoint takes an image for, and which of its patches speak for a class. */
export function decision(
  { checkpoint, image, ...request }: DecisionWorkerApi['decision']['params'],
  { signal }: CallContext<never>,
): Promise<DecisionView> {
  return withRuntime(async () => {
    const kept = await keptClassifier(checkpoint);
    const { name, encoder, input } = kept.loaded.classifier;
    const seen = await kept.look(image);
    signal.throwIfAborted();
    const [height, width] = input.size;
    return {
      ...(await kept.explainer.explain(seen, request)),
      input: planarToRgb(seen.pixels, width, height),
      model: name,
      layers: encoder.layers.map(({ name, grid }) => ({ name, grid })),
    };
  }, signal);
}
