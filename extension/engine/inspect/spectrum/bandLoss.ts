import type { Sample } from '../../runs/sampleFiles.js';
import { pixelSpectrum } from './pixelSpectrum.js';

/** The frequency loss of images, by the radius of the frequencies. */
export interface BandLoss {
  /** `[bands]`: mean distance of the spectra over the band's masked coefficients; NaN for a band that has none. */
  loss: Float64Array;
  /** `[bands]`: masked coefficients, over images and colours. */
  count: Float64Array;
}

/**
 * How well a model predicts each frequency band: where the loss of training is one number, this is one for each ring.
 *
 *     L(b) = Σ |F(prediction) − F(image)| / n(b)
 *
 * over images, colours and the n(b) coefficients that the image's mask removed and whose distance d from the constant
 * term, in bins, is b <= d < b + 1. As in the loss (paper section 3.3; fact sheet 1.4 and 1.5, with an exponent of 1), F is
 * the orthonormal transform of pixels that are normalised as the model sees them. So the mean of L weighted with n is the
 * 'masked' loss of the same images, whatever the run was trained on.
 *
 * Images with a low-pass mask speak for high frequencies, those with a high-pass mask for low ones, and those that were
 * corrupted without a mask for all.
 *
 * Needs no backend.
 *
 * @param samples images of one size
 */
export function bandLoss(samples: readonly Sample[]): BandLoss {
  const { width, height } = samples[0]!;
  const radii = bandRadii(width, height);
  const bands = radii.reduce((most, radius) => Math.max(most, radius), 0) + 1;
  const sum = new Float64Array(bands);
  const count = new Float64Array(bands);
  for (const { prediction, original, mask, statistics } of samples) {
    const isMasked = mask.includes(0);
    const difference = prediction.map(
      (value, i) => (value - original[i]!) / statistics.std[Math.floor(i / mask.length)]!,
    );
    const { re, im } = pixelSpectrum(difference, width, height);
    for (let i = 0; i < re.length; i++) {
      const at = i % mask.length;
      if (isMasked && mask[at] === 1) continue;
      sum[radii[at]!]! += Math.hypot(re[i]!, im[i]!);
      count[radii[at]!]!++;
    }
  }
  const scale = Math.sqrt(width * height);
  return { loss: sum.map((value, b) => (count[b]! > 0 ? value / scale / count[b]! : Number.NaN)), count };
}

/** The band of every coefficient of a shifted spectrum, `[height, width]`; as in `radialProfile`. */
function bandRadii(width: number, height: number): Uint16Array {
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  return Uint16Array.from({ length: width * height }, (_, i) =>
    Math.floor(Math.hypot((i % width) - cx, Math.floor(i / width) - cy)),
  );
}
