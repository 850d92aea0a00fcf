import type { RandAugmentPolicy } from '../../config/randAugmentPolicy.js';
import { imagenetStatistics, type Statistics } from '../../input/input.js';
import type { Random } from '../../random.js';
import type { RgbImage } from '../image.js';
import { roundHalfEven } from '../roundHalfEven.js';
import type { Surroundings } from './affine.js';
import { drawArgument } from './arguments.js';
import { type OperationName, operate, operationNames } from './operations.js';

/** An operation with its argument. */
export interface DrawnOperation {
  name: OperationName;
  argument: number;
}

/**
 * RandAugment (Cubuk et al. 2020) as timm has it: operations drawn with replacement, one applied to what the other made.
 *
 * @param surroundings what lies beyond an image, and how its pixels are found when it turns or moves
 */
export function randAugment(
  policy: RandAugmentPolicy,
  surroundings: Surroundings = { filter: 'bicubic', fill: meanColour(imagenetStatistics) },
): (image: RgbImage, random: Random) => RgbImage {
  return (image, random) =>
    drawOperations(policy, random).reduce(
      (changed, { name, argument }) => operate(changed, name, argument, surroundings),
      image,
    );
}

/** The operations that are applied to an image, in their order; there may be none. */
export function drawOperations(policy: RandAugmentPolicy, random: Random): DrawnOperation[] {
  const drawn: DrawnOperation[] = [];
  for (let i = 0; i < policy.operations; i++) {
    const name = operationNames[random.integer(operationNames.length)]!;
    if (!random.bernoulli(policy.probability)) continue;
    const magnitude = Math.max(0, Math.min(10, policy.magnitude + random.normal(policy.deviation)));
    drawn.push({ name, argument: drawArgument(name, magnitude, policy.increasing, random) });
  }
  return drawn;
}

/** The colour that a network sees as 0, in bytes: (124, 116, 104) for ImageNet. */
export function meanColour({ mean }: Pick<Statistics, 'mean'>): number[] {
  return mean.map(value => Math.max(0, Math.min(255, roundHalfEven(255 * value))));
}
