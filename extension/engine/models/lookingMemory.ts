import { cells } from '../input/grid.js';
import { sizeText, valuesOf } from '../input/input.js';
import { requireMemory } from '../runtime/machineMemory.js';
import type { Encoder, Layer } from './encoder.js';
import type { PretrainModel } from './model.js';

const FLOAT_BYTES = 4;

/** What is looked at. */
interface Looking {
  /** Images that are run at once. */
  images?: number;
  /** The results of all layers are kept, as attention views need them; else one layer exists at a time. */
  keepsLayers?: boolean;
}

/**
 * Refuses to build a model, or to look at images with it, where the memory cannot hold its weights and the least that its
 * layers make. Only shapes are looked at.
 *
 * @throws UserError with the numbers
 */
export function requireLookingMemory(
  what: string,
  { encoder, parameters }: Pick<PretrainModel, 'encoder' | 'parameters'>,
  { images = 1, keepsLayers = false }: Looking = {},
): void {
  const weights = parameters.stored.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const layers = encoder.layers.map(layer => madeBy(layer, encoder));
  const made = keepsLayers ? layers.reduce((a, b) => a + b, 0) : Math.max(...layers);
  const { input } = encoder;
  requireMemory(
    `${what} needs for ${images === 1 ? 'an image' : `${images} images`} of ${sizeText(input)} pixels`,
    FLOAT_BYTES * (weights + images * (valuesOf(input) + made)),
    'take a smaller model, fewer images at once, or a machine with more memory',
  );
}

/** Values that a layer makes of an image: its tokens, and who attends to whom. */
function madeBy({ grid, width, attention }: Layer, { classToken }: Encoder): number {
  const tokens = cells(grid) + (classToken ? 1 : 0);
  const attended = attention?.window ? attention.window.size ** 2 : tokens;
  return tokens * width + (attention?.heads ?? 0) * tokens * attended;
}
