/**
 * Patches per side of the finest grid of an encoder. Patches are numbered on it, row by row, whatever layer is asked:
 * a layer with a coarser grid answers for the patch that covers the numbered one.
 */
export function finestGrid({ layers }: { layers: readonly { grid: number }[] }): number {
  return Math.max(...layers.map(({ grid }) => grid));
}

/** The number on a grid of `grid` patches a side of the patch that covers `patch` of the finest. */
export function patchOf(patch: number, finest: number, grid: number): number {
  const along = (place: number) => Math.floor((place * grid) / finest);
  return along(Math.floor(patch / finest)) * grid + along(patch % finest);
}

/** The number on the finest grid of a patch in the middle of `patch` on a grid of `grid` patches a side. */
export function finestPatch(patch: number, grid: number, finest: number): number {
  const along = (place: number) => Math.floor(((place + 0.5) * finest) / grid);
  return along(Math.floor(patch / grid)) * finest + along(patch % grid);
}
