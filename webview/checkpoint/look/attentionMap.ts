import { percent } from '../../../extension/engine/report/format.js';
import type { AttentionView, LookModel } from '../../../extension/protocol/lookApi.js';
import type { LookState } from './lookState.js';

/** The attention of one query in a layer, in one head, in the mean of all, or rolled out through the layer. */
export interface AttentionMap {
  /** One value a patch. */
  values: Float32Array;
  /** What goes to the class token instead. */
  toClass: number;
  /** The largest of the values, the end of their colour scale, and where it is. */
  high: number;
  highest: number;
}

/** '3.21 %' of a query's attention. */
export function share(value: number): string {
  return value === 0 ? '0 %' : percent(value);
}

export function attentionMap(
  view: AttentionView,
  { layers, heads }: Pick<LookModel, 'layers' | 'heads'>,
  layer: number,
  head: LookState['head'],
): AttentionMap {
  const patches = view.rollout.length / layers;
  const ofHead = (h: number) => view.maps.subarray((layer * heads + h) * patches, (layer * heads + h + 1) * patches);
  if (head === 'rollout') {
    const values = view.rollout.subarray(layer * patches, (layer + 1) * patches);
    return described(values, 1 - values.reduce((sum, value) => sum + value, 0));
  }
  if (head !== 'mean') return described(ofHead(head), view.toClass[layer * heads + head]!);
  const mean = new Float32Array(patches);
  let toClass = 0;
  for (let h = 0; h < heads; h++) {
    for (const [patch, value] of ofHead(h).entries()) mean[patch]! += value / heads;
    toClass += view.toClass[layer * heads + h]! / heads;
  }
  return described(mean, toClass);
}

function described(values: Float32Array, toClass: number): AttentionMap {
  const high = values.reduce((largest, value) => Math.max(largest, value), 0);
  return { values, toClass: Math.max(0, toClass), high, highest: values.indexOf(high) };
}
