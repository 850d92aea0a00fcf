import { elementCount } from '../checkpoint/tensorData.js';
import { UserError } from '../errors.js';
import type { StateSpec } from '../models/parameters.js';
import { requireMemory } from '../runtime/machineMemory.js';

/** Bytes of a value that follows from the sizes of a model: in the file, and while its tensor is made. */
const KEPT_BYTES = 8;
const MAKING_BYTES = 40;

/** No format or backend counts further within a tensor. */
const MOST_VALUES = 2 ** 31;

/**
 * Refuses to convert a model whose derived tensors, which are in no checkpoint (indices of positions, masks of windows), do not
 * fit into memory. Only shapes are looked at.
 *
 * @throws UserError that names the file
 */
export function requireConversionMemory(file: string, state: readonly StateSpec[]): void {
  const counts = state.filter(({ buffer }) => buffer?.derived).map(({ shape }) => elementCount(shape));
  const largest = Math.max(0, ...counts);
  if (largest > MOST_VALUES) {
    throw new UserError(
      `${file} is of a model with too many tokens to be converted: one of its tensors would have ${largest} values; take a model of smaller images.`,
    );
  }
  const needed = KEPT_BYTES * counts.reduce((a, b) => a + b, 0) + MAKING_BYTES * largest;
  requireMemory(`Converting ${file} needs`, needed, 'take a model of smaller images');
}
