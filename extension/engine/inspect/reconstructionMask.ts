import type { Config } from '../config/schema.js';
import { complement, frequencyMask } from '../corruption/mask.js';
import { resolveRadius } from './bandMask.js';

/** What survives: low or high frequencies. */
export type MaskKind = 'low' | 'high';

/** A keep-mask and where it cuts. */
export interface ReconstructionMask {
  /** `[size, size]`, shifted, 1 = kept. */
  mask: Float32Array;
  /** In bins; the outer one is Infinity when there is no ring. */
  radius: [inner: number, outer: number];
}

/**
 * The mask under which a model is looked at.
 *
 * @param radius one, or both of a ring; by default the config's
 * @throws UserError when the radius does not fit the model's images
 */
export function reconstructionMask(
  config: Config,
  kind: MaskKind,
  radius?: number | [number, number],
): ReconstructionMask {
  const { IMG_SIZE: size, MASK_RADIUS1, MASK_RADIUS2 } = config.DATA;
  const [inner, outer] = resolveRadius(radius ?? [MASK_RADIUS1, MASK_RADIUS2], size, size);
  const low = frequencyMask(size, inner, outer);
  // A ring that ends beyond the spectrum, as the paper's 999 does, is none.
  const shownOuter = outer > size ? Number.POSITIVE_INFINITY : outer;
  return { mask: kind === 'low' ? low : complement(low), radius: [inner, shownOuter] };
}

/**
 * The config with the loss over what was masked, whatever the run was trained on, so that models can be compared. Tiles
 * have no mask: their loss covers everything.
 */
export function withMaskedLoss(config: Config): Config {
  const target = config.MODEL.FREQ_LOSS.PATCH_FACTOR === 1 ? 'masked' : 'normal';
  return { ...config, MODEL: { ...config.MODEL, RECOVER_TARGET_TYPE: target } };
}
