import type { Grid } from '../../../extension/engine/input/grid.js';
import type { LookModel } from '../../../extension/protocol/lookApi.js';

/** How an image is cut: a grid of patches, of `size` pixels a side. */
export interface PatchGrid {
  grid: Grid;
  size: number;
}

/** How a grid of patches lies on the model's images. */
export function patchGrid({ imageSize }: Pick<LookModel, 'imageSize'>, grid: Grid): PatchGrid {
  return { grid, size: imageSize / grid[0] };
}

/** Layers to choose from: their numbers from 1, with their grids where these differ. */
export function layerOptions({ layers }: Pick<LookModel, 'layers'>): { value: number; label: string }[] {
  const differ = layers.some(({ grid }) => `${grid}` !== `${layers[0]!.grid}`);
  return layers.map(({ name, grid }, layer) => ({
    value: layer,
    label: differ ? `${layer + 1} · ${name} · ${grid.join(' × ')}` : String(layer + 1),
  }));
}
