import type { LookModel } from '../../../extension/protocol/lookApi.js';

/** How an image is cut: `grid` patches a side, of `size` pixels a side. */
export interface PatchGrid {
  grid: number;
  size: number;
}

/** How a grid of `grid` patches a side lies on the model's images. */
export function patchGrid({ imageSize }: Pick<LookModel, 'imageSize'>, grid: number): PatchGrid {
  return { grid, size: imageSize / grid };
}

/** Layers to choose from: their numbers from 1, with their grids where these differ. */
export function layerOptions({ layers }: Pick<LookModel, 'layers'>): { value: number; label: string }[] {
  const differ = layers.some(({ grid }) => grid !== layers[0]!.grid);
  return layers.map(({ name, grid }, layer) => ({
    value: layer,
    label: differ ? `${layer + 1} · ${name} · ${grid} × ${grid}` : String(layer + 1),
  }));
}
