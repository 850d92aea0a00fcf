import { keptPicture } from '../corruption/keptPicture.js';
import { restored } from '../corruption/restored.js';
import { keepFrequencies } from '../frequency/keepFrequencies.js';
import { pixelSpectrum } from '../inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../inspect/spectrum/spectrumMaps.js';
import { errorScaleEnd } from '../pictures/errorScale.js';
import { absoluteError } from '../pictures/planar.js';
import { psnr } from '../pictures/psnr.js';
import type { Sample, SampleSteps } from '../runs/sampleFiles.js';

/** One quantity of a sample at one step, not yet coloured: what the model was given, what it made of that, and what it should have. */
export interface Panel {
  name: 'Input' | 'Restored' | 'Original' | 'Error' | 'Prediction';
  /** `[3, H, W]` pixels as they are shown, or `[H, W]` for an error. */
  values: Float32Array;
  /** `[H, W]` log-magnitude; of an error, that of the signed difference, which is what the loss adds up. */
  spectrum: Float32Array;
  /** In dB against the original, where it says something. */
  psnr?: number;
}

/** The panels of each photograph at each shown step, and the colour scales that they share. */
export interface PanelSet {
  /** `[step][photograph]` */
  panels: Panel[][][];
  /** Upper ends of the scales; both start at 0. */
  spectrumHigh: number;
  errorHigh: number;
}

/** Computes all panels; the ones that do not depend on the step are computed once. */
export function computePanels({ shown }: SampleSteps): PanelSet {
  const panels: Panel[][][] = [];
  const earlier = new Map<number, { sample: Sample; fixed: FixedPanels }>();
  for (const { samples } of shown) {
    const row: Panel[][] = [];
    for (const [i, sample] of samples.entries()) {
      const known = earlier.get(i);
      const fixed = known && isSame(known.sample, sample) ? known.fixed : fixedPanels(sample);
      earlier.set(i, { sample, fixed });
      row.push(stepPanels(sample, fixed));
    }
    panels.push(row);
  }
  const all = panels.flat(2);
  const errors = all.filter(panel => panel.name === 'Error');
  return {
    panels,
    spectrumHigh: Math.ceil(Math.max(1, ...all.map(panel => highest(panel.spectrum)))),
    errorHigh: errorScaleEnd(errors.map(error => error.values)),
  };
}

/** The panels of one sample. */
export function panelsOf(sample: Sample): Panel[] {
  return stepPanels(sample, fixedPanels(sample));
}

interface FixedPanels {
  input: Panel;
  original: Panel;
}

function fixedPanels(sample: Sample): FixedPanels {
  const { original, mask, width, height } = sample;
  const given = sample.input ?? keepFrequencies(original, mask, width, height).map(clamp);
  const picture = sample.input ?? keptPicture(original, mask, width, height);
  const input = { ...pictured('Input', picture, sample), spectrum: spectrumOf(given, sample) };
  return { input, original: pictured('Original', original, sample) };
}

/** First what was to be done and what came of it; what the network gives for that, of which a part is used, comes last. */
function stepPanels(sample: Sample, { input, original }: FixedPanels): Panel[] {
  const whole = restoredPixels(sample);
  const difference = whole.map((value, i) => value - sample.original[i]!);
  const error = { values: absoluteError(whole, sample.original), spectrum: spectrumOf(difference, sample) };
  const panels = [input, pictured('Restored', whole, sample), original, { name: 'Error' as const, ...error }];
  return sample.input ? panels : [...panels, pictured('Prediction', sample.prediction, sample)];
}

/** The image of a sample as the model restored it, `[3, H, W]`; see `restored`. */
export function restoredPixels({ original, prediction, mask, input, width, height }: Sample): Float32Array {
  return restored(original, prediction, input ? undefined : mask, width, height);
}

function pictured(name: Panel['name'], values: Float32Array, sample: Sample): Panel {
  const compared = values !== sample.original && { psnr: psnr(values, sample.original) };
  return { name, values, spectrum: spectrumOf(values, sample), ...compared };
}

function spectrumOf(planar: Float32Array, { width, height }: Sample): Float32Array {
  return logMagnitude(pixelSpectrum(planar, width, height));
}

function isSame(a: Sample, b: Sample): boolean {
  const equal = (x?: Float32Array, y?: Float32Array) =>
    x && y ? Buffer.from(x.buffer).equals(Buffer.from(y.buffer)) : x === y;
  return a.path === b.path && equal(a.original, b.original) && equal(a.mask, b.mask) && equal(a.input, b.input);
}

/** A model that diverged predicts what is not finite. */
function highest(values: Float32Array): number {
  return values.reduce((high, value) => (Number.isFinite(value) ? Math.max(high, value) : high), 0);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
