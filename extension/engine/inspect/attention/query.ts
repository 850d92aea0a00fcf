import type { Query } from '../../../protocol/lookApi.js';
import { UserError } from '../../errors.js';
import { cells, type Grid } from '../../input/grid.js';
import type { Encoder } from '../../models/encoder.js';
import { finestGrid } from '../patchGrid.js';

/** Throws UserError when an encoder has no such attention: none at all, no class token, or no patch of this number. */
export function checkQuery(query: Query, encoder: Encoder): void {
  if (!encoder.layers.some(({ attention }) => attention)) {
    throw new UserError(
      `A ${encoder.name} has no attention: its layers are convolutions; look at its features instead (mfm features).`,
    );
  }
  if (query === 'class' && !encoder.classToken) {
    throw new UserError(`A ${encoder.name} has no class token; ask for the mean of all patches or for one patch.`);
  }
  if (typeof query === 'number') checkPatch(query, finestGrid(encoder));
}

/** Throws UserError when a grid has no patch of this number. */
export function checkPatch(patch: number, grid: Grid): void {
  if (Number.isInteger(patch) && patch >= 0 && patch < cells(grid)) return;
  throw new UserError(`There is no patch ${patch}: the model's images have patches 0 to ${cells(grid) - 1}.`);
}
