/** Shares of an image's energy that a mask keeps; its complement keeps the rest. */
export interface KeptEnergy {
  withDc: number;
  /** Of everything but the constant term, which is the mean of the image. */
  withoutDc: number;
}

/**
 * What a low-pass mask keeps. Shares are 1 for a black image: nothing was lost.
 *
 * @param energy power per coefficient, `[height, width]`, shifted
 * @param mask `[height, width]`, shifted, 1 = kept
 */
export function keptEnergy(energy: Float64Array, mask: Float32Array, width: number, height: number): KeptEnergy {
  const dc = Math.floor(height / 2) * width + Math.floor(width / 2);
  let [all, kept] = [0, 0];
  for (let i = 0; i < energy.length; i++) {
    all += energy[i]!;
    kept += energy[i]! * mask[i]!;
  }
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 1);
  return {
    withDc: share(kept, all),
    withoutDc: share(kept - energy[dc]! * mask[dc]!, all - energy[dc]!),
  };
}
