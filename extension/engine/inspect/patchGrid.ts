import { cells, type Grid } from '../input/grid.js';

/**
 * The finest grid of an encoder. Patches are numbered on it, row by row, whatever layer is asked: a layer with a coarser
 * grid answers for the patch that covers the numbered one.
 */
export function finestGrid({ layers }: { layers: readonly { grid: Grid }[] }): Grid {
  return layers.map(({ grid }) => grid).reduce((finest, grid) => (cells(grid) > cells(finest) ? grid : finest));
}

/** The number on a grid of the patch that covers `patch` of the finest. */
export function patchOf(patch: number, finest: Grid, grid: Grid): number {
  const along = (place: number, axis: 0 | 1) => Math.floor((place * grid[axis]) / finest[axis]);
  return along(Math.floor(patch / finest[1]), 0) * grid[1] + along(patch % finest[1], 1);
}

/** The number on the finest grid of a patch in the middle of `patch` on a grid. */
export function finestPatch(patch: number, grid: Grid, finest: Grid): number {
  const along = (place: number, axis: 0 | 1) => Math.floor(((place + 0.5) * finest[axis]) / grid[axis]);
  return along(Math.floor(patch / grid[1]), 0) * finest[1] + along(patch % grid[1], 1);
}

/** The number of the patch in the middle of a grid. */
export function middlePatch([rows, columns]: Grid): number {
  return Math.floor(rows / 2) * columns + Math.floor(columns / 2);
}
