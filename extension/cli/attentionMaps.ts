import { UserError } from '../engine/errors.js';
import { sideOf } from '../engine/input/input.js';
import { meanHead } from '../engine/inspect/attention/meanHead.js';
import type { Layer } from '../engine/models/encoder.js';
import type { AttentionLayerView } from '../protocol/lookApi.js';
import type { HeadChoice } from './lookArguments.js';

/** One map of attention, with what a file or a line says of it. Layers and heads are counted from 1. */
export interface ChosenMap {
  layer: number;
  /** Of the layer: 'blocks.11'. */
  name: string;
  head: number | 'mean';
  /** Patches per side, and what goes to each, `[grid, grid]`. */
  grid: number;
  values: Float32Array;
  /** What goes to the class token, where there is one. */
  toClass?: number;
  /** Mean attention distance in pixels. */
  distance: number;
}

/** The maps of a layer that are asked for. Throws UserError for a head that it does not have. */
export function chosenMaps(view: AttentionLayerView, layer: number, spec: Layer, choice: HeadChoice): ChosenMap[] {
  const { name } = spec;
  const grid = sideOf({ size: spec.grid });
  const heads = spec.attention!.heads;
  if (typeof choice === 'number' && choice > heads) {
    throw new UserError(`--head ${choice}: layer ${layer} of the model (${name}) has heads 1 to ${heads}.`);
  }
  const ofHead = (head: number): ChosenMap => ({
    layer,
    name,
    head,
    grid,
    values: view.maps.subarray((head - 1) * grid * grid, head * grid * grid),
    toClass: view.toClass?.[head - 1],
    distance: view.distance[head - 1]!,
  });
  if (typeof choice === 'number') return [ofHead(choice)];
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value / heads, 0);
  const ofMean: ChosenMap = {
    layer,
    name,
    head: 'mean',
    grid,
    values: meanHead(view.maps, heads),
    toClass: view.toClass && mean(view.toClass),
    distance: mean(view.distance),
  };
  if (choice === 'mean') return [ofMean];
  return [...Array.from({ length: heads }, (_, head) => ofHead(head + 1)), ofMean];
}

/** Rows of a map, as JSON has them. */
export function rowsOf(values: Float32Array, grid: number): number[][] {
  return Array.from({ length: grid }, (_, row) => [...values.subarray(row * grid, (row + 1) * grid)]);
}
