import { InvalidArgumentError } from 'commander';
import { UserError } from '../engine/errors.js';

/** Which layers are meant: one by its number from 1, the last, or all. */
export type LayerChoice = number | 'last' | 'all';
/** Which heads: one by its number from 1, their mean, or all and the mean. */
export type HeadChoice = number | 'mean' | 'all';
/** Whose attention: the class token's, the mean of all patches, or one patch by row and column from 1. */
export type QueryChoice = 'class' | 'mean' | [row: number, column: number];

/** Parses `N`, `last` or `all`. */
export function parseLayer(text: string): LayerChoice {
  if (text === 'last' || text === 'all') return text;
  return numbered(text, 'Give the number of a layer from 1, last or all.');
}

/** Parses `N` or `last`. */
export function parseOneLayer(text: string): LayerChoice {
  return text === 'last' ? text : numbered(text, 'Give the number of a layer from 1, or last.');
}

/** Parses `N`, `mean` or `all`. */
export function parseHead(text: string): HeadChoice {
  if (text === 'mean' || text === 'all') return text;
  return numbered(text, 'Give the number of a head from 1, mean or all.');
}

/** Parses `class`, `mean` or `ROW,COLUMN`. */
export function parseQuery(text: string): QueryChoice {
  if (text === 'class' || text === 'mean') return text;
  const match = /^([1-9]\d*),([1-9]\d*)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give class, mean or ROW,COLUMN of a patch from 1, for example 7,9.');
  return [Number(match[1]), Number(match[2])];
}

function numbered(text: string, wanted: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError(wanted);
  return Number(text);
}

/** The layers of `count` that are chosen, from 0. Throws UserError for one that is not there. */
export function chosenLayers(choice: LayerChoice, count: number): number[] {
  if (choice === 'all') return Array.from({ length: count }, (_, layer) => layer);
  if (choice === 'last') return [count - 1];
  if (choice > count) throw new UserError(`--layer ${choice}: the model has layers 1 to ${count}.`);
  return [choice - 1];
}

/** The layer of `count` that is chosen, from 0; nothing for what leaves the encoder. Throws UserError for one that is not there. */
export function layerIndex(choice: LayerChoice, count: number): number | undefined {
  return choice === 'last' ? undefined : chosenLayers(choice, count)[0]!;
}

/** The number of the patch that is asked for, on a grid of `grid` patches a side. Throws UserError beyond it. */
export function queryPatch([row, column]: [row: number, column: number], grid: number): number {
  if (row > grid || column > grid) {
    throw new UserError(`--query ${row},${column}: the model has ${grid} rows and ${grid} columns of patches.`);
  }
  return (row - 1) * grid + column - 1;
}
