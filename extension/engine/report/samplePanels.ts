import { keepFrequencies } from '../frequency/keepFrequencies.js';
import { complement } from '../frequency/maskShape.js';
import { pixelSpectrum } from '../inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../inspect/spectrum/spectrumMaps.js';
import { errorScaleEnd } from '../pictures/errorScale.js';
import { absoluteError } from '../pictures/planar.js';
import { psnr } from '../pictures/psnr.js';
import type { Sample, SampleSteps } from '../runs/sampleFiles.js';

/** One quantity of a sample at one step, not yet coloured. */
export interface Panel {
  name: 'Input' | 'Corrupted' | 'Prediction' | 'Target' | 'Error' | 'Completed';
  /** `[3, H, W]` pixels, or `[H, W]` for an error. */
  values: Float32Array;
  /** `[H, W]` log-magnitude; of an error, that of the signed difference, which is what the loss adds up. */
  spectrum: Float32Array;
  /** In dB against the target, where it says something. */
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
  corrupted: Panel;
  target: Panel;
  /** The frequencies of the input that the mask kept; undefined where the model saw others, or no mask. */
  kept?: Float32Array;
}

function fixedPanels(sample: Sample): FixedPanels {
  const { input, mask, width, height } = sample;
  const kept = sample.corrupted ? undefined : keepFrequencies(input, mask, width, height);
  const corrupted = sample.corrupted ?? kept!.map(value => Math.min(1, Math.max(0, value)));
  const spectrum = spectrumOf(input, sample);
  return {
    input: { name: 'Input', values: input, spectrum },
    corrupted: {
      name: 'Corrupted',
      values: corrupted,
      spectrum: spectrumOf(corrupted, sample),
      psnr: psnr(corrupted, input),
    },
    target: { name: 'Target', values: input, spectrum },
    kept,
  };
}

/**
 * The completed image has the kept frequencies of the input and the removed ones of the prediction. There is none where the
 * input was degraded, too: the model did not see those frequencies of the input.
 */
function stepPanels(sample: Sample, { input, corrupted, target, kept }: FixedPanels): Panel[] {
  const { prediction, mask, width, height } = sample;
  const difference = prediction.map((value, i) => value - target.values[i]!);
  const pictured = (name: Panel['name'], values: Float32Array): Panel => ({
    name,
    values,
    spectrum: spectrumOf(values, sample),
    psnr: psnr(values, target.values),
  });
  const panels = [
    input,
    corrupted,
    pictured('Prediction', prediction),
    target,
    {
      name: 'Error' as const,
      values: absoluteError(prediction, target.values),
      spectrum: spectrumOf(difference, sample),
    },
  ];
  if (!kept) return panels;
  const predicted = keepFrequencies(prediction, complement(mask), width, height);
  return [
    ...panels,
    pictured(
      'Completed',
      predicted.map((value, i) => value + kept[i]!),
    ),
  ];
}

function spectrumOf(planar: Float32Array, { width, height }: Sample): Float32Array {
  return logMagnitude(pixelSpectrum(planar, width, height));
}

function isSame(a: Sample, b: Sample): boolean {
  const equal = (x?: Float32Array, y?: Float32Array) =>
    x && y ? Buffer.from(x.buffer).equals(Buffer.from(y.buffer)) : x === y;
  return a.path === b.path && equal(a.input, b.input) && equal(a.mask, b.mask) && equal(a.corrupted, b.corrupted);
}

/** A model that diverged predicts what is not finite. */
function highest(values: Float32Array): number {
  return values.reduce((high, value) => (Number.isFinite(value) ? Math.max(high, value) : high), 0);
}
