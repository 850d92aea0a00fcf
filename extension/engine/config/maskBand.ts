import type { ShapedBand } from '../frequency/maskShape.js';
import type { Config } from './schema.js';

/**
 * Where a config's mask cuts. The way from a config to its mask: `shapedMask(size, size, maskBand(config))`.
 *
 * Fractions of the image size are resolved to bins, which need not be whole. The outer radius is as given: the paper's 999
 * lies outside every image.
 *
 * @param radius inner radius in bins in place of the config's, as adaptive radii give it (`adaptiveRadii.ts`)
 */
export function maskBand({ DATA: data }: Pick<Config, 'DATA'>, radius?: number): ShapedBand {
  const { IMG_SIZE: size, MASK_FRACTION1: share1, MASK_FRACTION2: share2 } = data;
  return {
    shape: data.MASK_SHAPE,
    r1: radius ?? (share1 === null ? data.MASK_RADIUS1 : inBins(share1, size)),
    r2: share2 === null ? data.MASK_RADIUS2 : inBins(share2, size),
    areaMatched: data.MASK_AREA_MATCHED,
  };
}

/**
 * A share of the image size in bins, to a hundredth of one: 0.07143 of 224 pixels shall be the paper's 16, not a trace more,
 * which would keep the bins at a distance of 16 too.
 */
export function inBins(share: number, size: number): number {
  return Math.round(share * size * 100) / 100;
}
