import { UserError } from '../../engine/errors.js';

/** Throws UserError when a grid with `grid` patches a side has no patch of this number. */
export function checkPatch(patch: number, grid: number): void {
  if (Number.isInteger(patch) && patch >= 0 && patch < grid * grid) return;
  throw new UserError(`There is no patch ${patch}: the model's images have patches 0 to ${grid * grid - 1}.`);
}
