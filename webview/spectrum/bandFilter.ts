import { fft2, realSpectra } from '../../extension/engine/frequency/fft.js';
import { maskSpectrum } from '../../extension/engine/frequency/keepFrequencies.js';
import { type ShapedBand, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { type KeptEnergy, keptEnergy } from '../../extension/engine/inspect/spectrum/keptEnergy.js';
import { shifted } from '../../extension/engine/inspect/spectrum/pixelSpectrum.js';
import { type FullSpectrum, power } from '../../extension/engine/inspect/spectrum/spectrumMaps.js';

interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/**
 * The low-pass and high-pass parts of one image for any mask, fast enough to follow a pointer. Masks of all forms are
 * symmetric about the constant term, so that two colours can share one complex transform: with Z = R + iG, what the
 * inverse gives has the filtered R in its real and the filtered G in its imaginary part. And as the transform is linear,
 * the high-pass part is the image less the low-pass one.
 */
export class BandFilter {
  /** Shifted, of the three colours. */
  readonly spectrum: FullSpectrum;
  /** |F|^2 per coefficient, mean over the colours, shifted. */
  readonly power: Float64Array;
  /** Of the last band: `[height, width]`, shifted, 1 = low-pass keeps it. */
  readonly mask: Float32Array;
  /** `[3, height, width]`, before the clamp; overwritten by every `apply`. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  private readonly pairs: Complex[];
  private readonly work: Complex;

  /** @param planar `[3, height, width]` in [0, 1] */
  constructor(
    readonly planar: Float32Array,
    readonly width: number,
    readonly height: number,
  ) {
    const size = width * height;
    const { re, im } = realSpectra(planar, height, width);
    const turned = { re: shifted(re, width, height), im: shifted(im, width, height) };
    this.spectrum = { planes: 3, width, height, ...turned };
    this.power = power(this.spectrum);
    this.mask = new Float32Array(size);
    this.low = new Float32Array(3 * size);
    this.high = new Float32Array(3 * size);
    this.work = { re: new Float64Array(size), im: new Float64Array(size) };
    const plane = (values: Float64Array, i: number) => values.subarray(i * size, (i + 1) * size);
    const [red, green] = [0, 1].map(i => ({ re: plane(re, i), im: plane(im, i) })) as [Complex, Complex];
    // R + iG; blue goes alone.
    const pair = { re: red.re.map((a, k) => a - green.im[k]!), im: red.im.map((a, k) => a + green.re[k]!) };
    this.pairs = [pair, { re: plane(re, 2), im: plane(im, 2) }];
  }

  /** Filters by another band; says what the low-pass part keeps of the energy. */
  apply(band: ShapedBand): KeptEnergy {
    const { width, height, mask, low, high, planar, work } = this;
    shapedMask(width, height, band, mask);
    const size = width * height;
    for (const [i, pair] of this.pairs.entries()) {
      maskSpectrum(pair, mask, width, height, work);
      fft2(work.re, work.im, height, width, true);
      low.set(work.re, 2 * i * size);
      if (i === 0) low.set(work.im, size);
    }
    for (let k = 0; k < low.length; k++) high[k] = planar[k]! - low[k]!;
    return keptEnergy(this.power, mask, width, height);
  }
}
