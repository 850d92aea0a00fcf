import { fft2 } from './fft.js';
import type { Complex } from './fftStages.js';

/**
 * Images with only the frequencies that `mask` keeps, before the method's clamp: transform, mask, transform back, real
 * part. In plain JavaScript and double precision: no backend needs to run.
 *
 * Masks of all forms are symmetric about the constant term, so that two planes share one complex transform: of a + ib the
 * masked inverse has the filtered a in its real and the filtered b in its imaginary part.
 *
 * @param planar `[planes, height, width]`
 * @param mask `[height, width]`, shifted, 1 = kept; symmetric about the middle
 * @returns like `planar`; [0, 1] may be left
 */
export function keepFrequencies(
  planar: Float32Array,
  mask: ArrayLike<number>,
  width: number,
  height: number,
): Float32Array {
  const size = width * height;
  const kept = new Float32Array(planar.length);
  const work = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let at = 0; at < planar.length; at += 2 * size) {
    const isAlone = at + size === planar.length;
    work.re.set(planar.subarray(at, at + size));
    if (isAlone) work.im.fill(0);
    else work.im.set(planar.subarray(at + size, at + 2 * size));
    fft2(work.re, work.im, height, width);
    maskSpectrum(work, mask, width, height, work);
    fft2(work.re, work.im, height, width, true);
    kept.set(work.re, at);
    if (!isAlone) kept.set(work.im, at + size);
  }
  return kept;
}

/**
 * Multiplies a spectrum that starts with the constant term by a mask that has it in the middle.
 *
 * @param to takes the result; may be `from`
 */
export function maskSpectrum(from: Complex, mask: ArrayLike<number>, width: number, height: number, to: Complex): void {
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  for (let y = 0, k = 0; y < height; y++) {
    const row = ((y + cy) % height) * width;
    for (let x = 0; x < width; x++, k++) {
      const kept = mask[row + (x + cx < width ? x + cx : x + cx - width)]!;
      to.re[k] = from.re[k]! * kept;
      to.im[k] = from.im[k]! * kept;
    }
  }
}
