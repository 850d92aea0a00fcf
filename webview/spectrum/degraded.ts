import { drawnSettings, withStrength } from '../../extension/engine/corruption/degradationStrength.js';
import { degradationText } from '../../extension/engine/corruption/degradationText.js';
import { degrade } from '../../extension/engine/corruption/degrade.js';
import type { ShapedBand } from '../../extension/engine/frequency/maskShape.js';
import { pixelSpectrum } from '../../extension/engine/inspect/spectrum/pixelSpectrum.js';
import { radialProfile } from '../../extension/engine/inspect/spectrum/radialProfile.js';
import { logMagnitude, power } from '../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { psnr } from '../../extension/engine/pictures/psnr.js';
import { Random } from '../../extension/engine/random.js';
import type { DegradationSettings, DegradationStrength, PretextTask } from '../../extension/protocol/degradation.js';
import { BandFilter } from './bandFilter.js';

/** A square image and its spectrum. */
export interface Spectral {
  /** `[3, size, size]`; [0, 1] may be left. */
  planar: Float32Array;
  /** ln(1 + |F|), mean over the colours, `[size, size]`, shifted. */
  logMagnitude: Float32Array;
  /** Mean power of each radius. */
  profile: Float64Array;
}

/** What other tasks than the mask make of an image. */
export interface Degraded extends Spectral {
  /** What was done, in a sentence. */
  sentence: string;
  /** Against the clean image, in dB. */
  psnr: number;
}

/** How an image is degraded. */
export interface Degradation {
  tasks: readonly PretextTask[];
  /** Where a config says nothing: the paper's kinds of kernel and noise. */
  settings: DegradationSettings | undefined;
  /** Undefined: drawn from the settings, as training does. */
  strength: DegradationStrength | undefined;
  /** Name the random stream. */
  seeds: number[];
  /** With the task 'mfm', the mask that comes last, and which side of it survives. */
  band: ShapedBand;
  low: boolean;
}

/** The strengths of the paper's own configs. */
export const paperStrength: DegradationStrength = { factor: 8, blurSigma: 5, blurSize: 13, noiseSigma: 75 };

/** Settings of the paper's own configs. */
export const paperSettings: DegradationSettings = {
  SR_FACTOR: 8,
  BLUR: {
    KERNEL_LIST: ['iso'],
    KERNEL_PROB: [1],
    KERNEL_SIZE: [7, 9, 11, 13, 15, 17, 19, 21],
    SIGMA_X: [5, 5],
    SIGMA_Y: [5, 5],
    ROTATE_ANGLE: [0, 0],
    BETA_GAUSSIAN: [1, 1],
    BETA_PLATEAU: [1, 1],
  },
  NOISE: {
    TYPE: ['gaussian'],
    PROB: [1],
    GAUSSIAN_SIGMA: [75, 75],
    GAUSSIAN_GRAY_NOISE_PROB: 0,
    POISSON_SCALE: [1, 1],
    POISSON_GRAY_NOISE_PROB: 0,
  },
};

/** What the network gets of a square image, by the very arithmetic of training, and its spectrum. */
export function degraded(clean: Float32Array, size: number, wanted: Degradation): Degraded {
  const { tasks, settings = paperSettings, strength, seeds, band, low } = wanted;
  const base = strength ? withStrength(settings, strength, size) : settings;
  const drawn = drawnSettings(base, new Random(...seeds));
  let planar = degrade(clean, size, tasks, drawn, new Random(...seeds, 1));
  if (tasks.includes('mfm')) {
    const filter = new BandFilter(planar, size, size);
    filter.apply(band);
    planar = (low ? filter.low : filter.high).map(value => Math.min(1, Math.max(0, value)));
  }
  const sentence = degradationText(tasks, drawn) ?? '';
  return { ...spectral(planar, size), sentence, psnr: psnr(planar, clean) };
}

/** A square image with its spectrum. */
export function spectral(planar: Float32Array, size: number): Spectral {
  const spectrum = pixelSpectrum(planar, size, size);
  const profile = radialProfile(power(spectrum), size, size);
  return {
    planar,
    logMagnitude: logMagnitude(spectrum),
    profile: Float64Array.from(profile, ({ meanPower }) => meanPower),
  };
}
