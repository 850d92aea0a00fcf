/** Shifted 2-D DFTs of real images: `[planes, height, width]`, constant term at (floor(height / 2), floor(width / 2)). */
export interface FullSpectrum {
  planes: number;
  height: number;
  width: number;
  re: Float32Array | Float64Array;
  im: Float32Array | Float64Array;
}

/**
 * ln(1 + m) of each coefficient, where m is the mean over the planes (colours) of its magnitude: a coefficient shows if any
 * colour has it, which the spectrum of the luminance would not promise.
 *
 * @returns `[height, width]`, shifted
 */
export function logMagnitude(spectrum: FullSpectrum): Float32Array {
  const { planes, re, im } = spectrum;
  const size = spectrum.height * spectrum.width;
  return Float32Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let k = i; k < re.length; k += size) sum += Math.hypot(re[k]!, im[k]!);
    return Math.log1p(sum / planes);
  });
}

/**
 * Phase in (-pi, pi] of the mean of the planes: the transform is linear, so this is the phase of the gray image, and
 * unlike a mean of angles it means something.
 *
 * @returns `[height, width]`, shifted
 */
export function phase(spectrum: FullSpectrum): Float32Array {
  const { re, im } = spectrum;
  const size = spectrum.height * spectrum.width;
  return Float32Array.from({ length: size }, (_, i) => {
    let [real, imaginary] = [0, 0];
    for (let k = i; k < re.length; k += size) {
      real += re[k]!;
      imaginary += im[k]!;
    }
    return Math.atan2(imaginary, real);
  });
}

/**
 * Power |F|^2 of each coefficient, mean over the planes.
 *
 * @returns `[height, width]`, shifted
 */
export function power(spectrum: FullSpectrum): Float64Array {
  const { planes, re, im } = spectrum;
  const size = spectrum.height * spectrum.width;
  const mean = new Float64Array(size);
  for (let k = 0; k < re.length; k++) mean[k % size]! += (re[k]! ** 2 + im[k]! ** 2) / planes;
  return mean;
}
