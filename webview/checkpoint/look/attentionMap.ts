import { cells, type Grid } from '../../../extension/engine/input/grid.js';
import { meanHead } from '../../../extension/engine/inspect/attention/meanHead.js';
import { percent } from '../../../extension/engine/text/format.js';
import type { AttentionView, LookModel } from '../../../extension/protocol/lookApi.js';
import type { LookState } from './lookState.js';

/** The attention of one query in a layer, in one head, in the mean of all, or rolled out through the layer. */
export interface AttentionMap {
  /** One value a patch of the grid: the layer's own, or with rollout those of the first layer. */
  values: Float32Array;
  grid: Grid;
  /** What goes to the class token instead, where there is one. */
  toClass?: number;
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
  { layers, classToken }: Pick<LookModel, 'layers' | 'classToken'>,
  layer: number,
  head: LookState['head'],
): AttentionMap {
  const { maps, toClass, rollout } = view.layers[layer]!;
  const { grid, heads = 0 } = layers[layer]!;
  const patches = cells(grid);
  if (head === 'rollout') {
    const rest = 1 - rollout.reduce((sum, value) => sum + value, 0);
    return described(rollout, layers[0]!.grid, classToken ? Math.max(0, rest) : undefined);
  }
  const ofHead = (h: number) => maps.subarray(h * patches, (h + 1) * patches);
  if (head !== 'mean') return described(ofHead(head), grid, toClass?.[head]);
  return described(
    meanHead(maps, heads),
    grid,
    toClass?.reduce((sum, value) => sum + value / heads, 0),
  );
}

function described(values: Float32Array, grid: Grid, toClass: number | undefined): AttentionMap {
  const high = values.reduce((largest, value) => Math.max(largest, value), 0);
  return { values, grid, toClass, high, highest: values.indexOf(high) };
}
