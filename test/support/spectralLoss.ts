import { imagenetStatistics } from '../../extension/engine/input/input.js';

const { mean: imagenetMean, std: imagenetStd } = imagenetStatistics;

/**
 * The masked frequency loss of one image by its definition (paper section 3.3), in double precision: the mean distance
 * of the orthonormal spectra of prediction and normalised target over the frequencies that `kept` removed.
 *
 * @param prediction `[3, size, size]`, normalised
 * @param target `[3, size, size]` in [0, 1]
 * @param kept `[size, size]`, shifted, 1 = kept
 */
export function maskedSpectralLoss(
  prediction: Float32Array,
  target: Float32Array,
  kept: Float32Array,
  size: number,
): number {
  const half = Math.floor(size / 2);
  let [sum, count] = [0, 0];
  for (let c = 0; c < 3; c++) {
    const difference = Float64Array.from({ length: size * size }, (_, i) => {
      const k = c * size * size + i;
      return prediction[k]! - (target[k]! - imagenetMean[c]!) / imagenetStd[c]!;
    });
    for (let v = 0; v < size; v++) {
      for (let u = 0; u < size; u++) {
        if (kept[v * size + u] === 1) continue;
        let [re, im] = [0, 0];
        for (let y = 0; y < size; y++) {
          for (let x = 0; x < size; x++) {
            const angle = (-2 * Math.PI * ((v - half) * y + (u - half) * x)) / size;
            re += difference[y * size + x]! * Math.cos(angle);
            im += difference[y * size + x]! * Math.sin(angle);
          }
        }
        sum += Math.hypot(re, im) / size;
        count++;
      }
    }
  }
  return sum / count;
}

/** PSNR in dB of a normalised prediction, clipped to [0, 1] as pixels, against the image, by definition. */
export function peakSignalToNoise(prediction: Float32Array, target: Float32Array): number {
  const plane = target.length / 3;
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    const c = Math.floor(i / plane);
    const pixel = Math.min(1, Math.max(0, prediction[i]! * imagenetStd[c]! + imagenetMean[c]!));
    sum += (pixel - target[i]!) ** 2;
  }
  return -10 * Math.log10(sum / target.length);
}
