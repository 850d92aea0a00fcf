import type { StateSpec } from '../models/parameters.js';
import { fileTensor } from './fileTensor.js';
import type { TensorFile } from './tensorFile.js';
import type { TensorSource } from './tensorSource.js';

/** Where dictionaries of PyTorch have a trained network. */
const PLACES = ['', 'model.', 'state_dict.'];

/**
 * The tensors of a network in a file that has all of them under their names.
 *
 * @param stored what the network stores
 * @returns by these names; undefined where one is missing or of another shape
 */
export function wholeNetwork(
  opened: TensorFile,
  stored: readonly StateSpec[],
): ReadonlyMap<string, TensorSource> | undefined {
  const place = PLACES.find(prefix =>
    stored.every(({ name, shape }) => opened.tensors.get(prefix + name)?.shape.join() === shape.join()),
  );
  return place === undefined ? undefined : new Map(stored.map(({ name }) => [name, fileTensor(opened, place + name)]));
}
