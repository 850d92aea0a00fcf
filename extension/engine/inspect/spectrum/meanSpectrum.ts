import { type RgbImage, toPlanar } from '../../data/image.js';
import { pixelSpectrum } from './pixelSpectrum.js';
import { logMagnitude, power } from './spectrumMaps.js';

/** The spectra of images of one size, added up to their mean. */
export class MeanSpectrum {
  images = 0;
  private readonly logMagnitudes: Float64Array;
  private readonly powers: Float64Array;

  /** @param side of the images in pixels */
  constructor(side: number) {
    this.logMagnitudes = new Float64Array(side * side);
    this.powers = new Float64Array(side * side);
  }

  add(spectrum: ImageSpectrum): void {
    this.images++;
    for (let i = 0; i < this.powers.length; i++) {
      this.logMagnitudes[i]! += spectrum.logMagnitude[i]!;
      this.powers[i]! += spectrum.power[i]!;
    }
  }

  /** Means of ln(1 + |F|) and of |F|^2 per coefficient, `[side, side]`, shifted. */
  result(): ImageSpectrum {
    const mean = (sum: number) => (this.images > 0 ? sum / this.images : 0);
    return { logMagnitude: Float32Array.from(this.logMagnitudes, mean), power: this.powers.map(mean) };
  }
}

/** See `logMagnitude` and `power` of spectrumMaps.ts. */
export interface ImageSpectrum {
  logMagnitude: Float32Array;
  power: Float64Array;
}

export function imageSpectrum(image: RgbImage): ImageSpectrum {
  const spectrum = pixelSpectrum(toPlanar(image), image.width, image.height);
  return { logMagnitude: logMagnitude(spectrum), power: power(spectrum) };
}
