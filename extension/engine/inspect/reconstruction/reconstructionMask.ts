import { maskBand } from '../../config/maskBand.js';
import type { Config } from '../../config/schema.js';
import { complement, type MaskShape, shapedMask } from '../../frequency/maskShape.js';
import { resolveRadius } from '../spectrum/resolveRadius.js';

/** What survives: low or high frequencies. */
export type MaskKind = 'low' | 'high';

/** A keep-mask and where it cuts. */
export interface ReconstructionMask {
  /** `[size, size]`, shifted, 1 = kept. */
  mask: Float32Array;
  /** In bins; the outer one is Infinity when there is no ring. */
  radius: [inner: number, outer: number];
  shape: MaskShape;
  areaMatched: boolean;
}

/**
 * The mask under which a model is looked at.
 *
 * @param radius one, or both of a ring; by default the config's
 * @param shape by default the config's
 * @throws UserError when the radius does not fit the model's images
 */
export function reconstructionMask(
  config: Config,
  kind: MaskKind,
  radius?: number | [number, number],
  shape?: MaskShape,
): ReconstructionMask {
  const size = config.DATA.IMG_SIZE;
  const own = maskBand(config);
  const [r1, r2] = resolveRadius(radius ?? [own.r1, own.r2], size, size);
  const band = { ...own, r1, r2, shape: shape ?? own.shape };
  const low = shapedMask(size, size, band);
  // A ring that ends beyond the spectrum, as the paper's 999 does, is none.
  const shownOuter = r2 > size ? Number.POSITIVE_INFINITY : r2;
  return {
    mask: kind === 'low' ? low : complement(low),
    radius: [r1, shownOuter],
    shape: band.shape,
    areaMatched: band.areaMatched,
  };
}

/**
 * The config with the loss over what was masked, whatever the run was trained on, so that models can be compared. Tiles
 * have no mask: their loss covers everything.
 */
export function withMaskedLoss(config: Config): Config {
  const target = config.MODEL.FREQ_LOSS.PATCH_FACTOR === 1 ? 'masked' : 'normal';
  return { ...config, MODEL: { ...config.MODEL, RECOVER_TARGET_TYPE: target } };
}
