import { toPlanar } from '../../extension/engine/data/image.js';
import type { ShapedBand } from '../../extension/engine/frequency/maskShape.js';
import type { KeptEnergy } from '../../extension/engine/inspect/spectrum/keptEnergy.js';
import { type RadialBand, radialProfile } from '../../extension/engine/inspect/spectrum/radialProfile.js';
import { logMagnitude, phase } from '../../extension/engine/inspect/spectrum/spectrumMaps.js';
import type { ImagePixels } from '../../extension/protocol/imagesApi.js';
import { type Raster, rasterFromPlanar, rasterFromRgb } from '../plots/raster.js';
import { BandFilter } from './bandFilter.js';

/** How a mask is looked at. */
export interface Look {
  band: ShapedBand;
  /** Whether the network gets the low-pass image; else the high-pass one. */
  low: boolean;
  highPass: 'gray' | 'clamped';
}

/** One image, taken apart: what depends on it alone, and what follows the mask. */
export class LookedAt {
  readonly input: Raster;
  readonly logMagnitude: Float32Array;
  readonly phase: Float32Array;
  readonly profile: RadialBand[];
  readonly filter: BandFilter;
  lowPass = $state.raw<Raster>();
  highPass = $state.raw<Raster>();
  /** What the network gets: clamped. */
  corrupted = $state.raw<Raster>();
  kept = $state.raw<KeptEnergy>();
  /** Coefficients that the low-pass mask keeps. */
  coefficients = $state(0);
  /** Share of the high-pass values below 0, which the clamp makes black. */
  below = $state(0);
  private readonly brightened: Float32Array;

  constructor(readonly pixels: ImagePixels) {
    const { width, height, data } = pixels;
    this.input = rasterFromRgb(data, width, height);
    this.filter = new BandFilter(toPlanar(pixels), width, height);
    this.logMagnitude = logMagnitude(this.filter.spectrum);
    this.phase = phase(this.filter.spectrum);
    this.profile = radialProfile(this.filter.power, width, height);
    this.brightened = new Float32Array(this.filter.high.length);
  }

  /** Shows another mask. Pictures are drawn into the memory of their forerunners. */
  show({ band, low, highPass }: Look): void {
    const { filter, brightened } = this;
    const { width, height } = filter;
    this.kept = filter.apply(band);
    this.coefficients = filter.mask.reduce((sum, kept) => sum + kept, 0);
    let below = 0;
    for (let i = 0; i < brightened.length; i++) {
      const value = filter.high[i]!;
      if (value < 0) below++;
      brightened[i] = value + 0.5;
    }
    this.below = below / brightened.length;
    this.lowPass = rasterFromPlanar(filter.low, width, height, this.lowPass);
    this.highPass = rasterFromPlanar(highPass === 'gray' ? brightened : filter.high, width, height, this.highPass);
    this.corrupted = rasterFromPlanar(low ? filter.low : filter.high, width, height, this.corrupted);
  }
}
