/** The coefficients of a shifted spectrum whose distance d from the constant term, in bins, is `radius` <= d < `radius` + 1. */
export interface RadialBand {
  /** Inner radius in bins: a low-pass mask of radius r keeps exactly the bands 0 .. r - 1. */
  radius: number;
  /** Coefficients in the band. Beyond half the shorter side only the corners of the spectrum contribute. */
  count: number;
  /** Mean distance of the band's coefficients in bins: so many cycles fit into the image. */
  cyclesPerImage: number;
  /** Mean frequency of the band's coefficients in cycles per pixel; 0.5 is the finest along an axis. */
  cyclesPerPixel: number;
  /** Mean power |F|^2 of the unscaled transform of pixels in [0, 1]. */
  meanPower: number;
  /** The band's share of the image's whole energy, constant term included. */
  share: number;
}

/**
 * How the power of an image spreads over frequencies, whatever their direction.
 *
 * @param power `[height, width]`, shifted
 */
export function radialProfile(power: Float64Array, width: number, height: number): RadialBand[] {
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  const bands = Array.from({ length: Math.floor(Math.hypot(cx, cy)) + 1 }, (_, radius) => ({
    radius,
    count: 0,
    cyclesPerImage: 0,
    cyclesPerPixel: 0,
    meanPower: 0,
    share: 0,
  }));
  let total = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - cx, y - cy);
      const band = bands[Math.floor(distance)]!;
      const value = power[y * width + x]!;
      band.count++;
      band.cyclesPerImage += distance;
      band.cyclesPerPixel += Math.hypot((x - cx) / width, (y - cy) / height);
      band.meanPower += value;
      total += value;
    }
  }
  for (const band of bands) {
    const sum = band.meanPower;
    const count = Math.max(1, band.count);
    band.cyclesPerImage /= count;
    band.cyclesPerPixel /= count;
    band.meanPower = sum / count;
    band.share = total > 0 ? sum / total : 0;
  }
  return bands;
}
