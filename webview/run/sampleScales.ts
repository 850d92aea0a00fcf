/**
 * The upper end of the colours of spectra, a property of the size alone, so that it is the same for all panes, images and
 * steps: no coefficient of pixels in [0, 1] is larger than their number, which the constant term of white has.
 */
export function spectrumHigh(width: number, height: number): number {
  return Math.ceil(Math.log1p(width * height));
}
