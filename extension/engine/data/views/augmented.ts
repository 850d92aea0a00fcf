import { parsePolicy, type RandAugmentPolicy } from '../../config/randAugmentPolicy.js';
import type { Config } from '../../config/schema.js';
import type { InputSpec, Statistics } from '../../input/input.js';
import type { Random } from '../../random.js';
import { colourJitter } from '../augment/colourJitter.js';
import { type Erasing, erase } from '../augment/erase.js';
import { meanColour, randAugment } from '../augment/randAugment.js';
import { type RgbImage, toPlanar } from '../image.js';
import { type CropOptions, cropView, drawCrop } from './crop.js';
import type { ViewKind } from './view.js';

/** How a sample of fine-tuning is made. */
export interface AugmentedOptions extends CropOptions, Statistics {
  /** Of AUG.AUTO_AUGMENT. */
  policy: RandAugmentPolicy | undefined;
  /** Strength of random changes of colour, 0 for none; they replace a policy and never come with one (AUG.COLOR_JITTER). */
  colourJitter: number;
  erasing: Erasing;
}

/**
 * Random crop and mirroring as in `cropView` and by the same draws, then RandAugment or changes of colour on its bytes, then
 * random erasing on its numbers, drawn in this order (fact sheet 1.13): `images`, `[3, height, width]` in [0, 1], but for noise.
 */
export const augmentedView: ViewKind<AugmentedOptions> = {
  fields: cropView.fields,
  reduction: cropView.reduction,
  make(image, options, random) {
    const cropped = drawCrop(image, options, random)();
    const images = toPlanar(changeColours(cropped, options, random));
    erase(images, options, options.erasing, random);
    return { images };
  },
};

/**
 * What a config says of samples of fine-tuning for a network that takes this input.
 *
 * @throws UserError when AUG.AUTO_AUGMENT is no policy
 */
export function augmentedOptions(
  { AUG, DATA }: Pick<Config, 'AUG' | 'DATA'>,
  { size, mean, std }: InputSpec,
): AugmentedOptions {
  return {
    size,
    mean,
    std,
    minCropScale: DATA.MIN_CROP_SCALE,
    filter: DATA.INTERPOLATION,
    shrinks: DATA.SHRINK_ON_LOAD,
    policy: parsePolicy(AUG.AUTO_AUGMENT),
    colourJitter: AUG.COLOR_JITTER,
    erasing: { probability: AUG.REPROB, mode: AUG.REMODE, most: AUG.RECOUNT },
  };
}

function changeColours(image: RgbImage, options: AugmentedOptions, random: Random): RgbImage {
  const { policy, filter } = options;
  if (policy) return randAugment(policy, { filter, fill: meanColour(options) })(image, random);
  return options.colourJitter > 0 ? colourJitter(image, options.colourJitter, random) : image;
}
