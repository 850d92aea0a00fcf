import type { RgbImage } from '../image.js';
import type { Surroundings } from './affine.js';
import { brightness, colour, contrast, sharpness } from './enhance.js';
import { rotate, shearX, shearY, translateX, translateY } from './geometry.js';
import { autoContrast, equalize } from './histogram.js';
import { invert, posterize, solarize, solarizeAdd } from './tables.js';

/** A new image of the same size. The argument means what the operation says; some have none. */
type Operation = (image: RgbImage, argument: number, surroundings: Surroundings) => RgbImage;

/** The operations of RandAugment under timm's names, in its order (fact sheet 1.13). */
export const operations = {
  AutoContrast: autoContrast,
  Equalize: equalize,
  Invert: invert,
  Rotate: rotate,
  Posterize: posterize,
  Solarize: solarize,
  SolarizeAdd: solarizeAdd,
  Color: colour,
  Contrast: contrast,
  Brightness: brightness,
  Sharpness: sharpness,
  ShearX: shearX,
  ShearY: shearY,
  TranslateXRel: translateX,
  TranslateYRel: translateY,
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as OperationName[];

/** The image after one operation; byte for byte what Pillow gives. */
export function operate(image: RgbImage, name: OperationName, argument: number, surroundings: Surroundings): RgbImage {
  const operation: Operation = operations[name];
  return operation(image, argument, surroundings);
}
