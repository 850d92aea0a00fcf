import { colourTable } from '../../extension/engine/pictures/palettes.js';
import type { SampleBands } from '../../extension/protocol/runPage.js';

/** A map of values over steps (left to right) and bands of radius (upwards). */
export interface BandMap {
  /** Columns: one for each sample whose losses are known, by step. */
  steps: number[];
  bands: number;
  /** `[bands, steps]`, the highest band first, as a picture has it; NaN where nothing was masked. */
  values: Float32Array;
  /** The range of the finite values above 0, for the colours. */
  low: number;
  high: number;
}

export function bandMapOf(samples: readonly SampleBands[]): BandMap {
  const bands = samples.reduce((most, { loss }) => Math.max(most, loss.length), 0);
  const values = new Float32Array(bands * samples.length).fill(Number.NaN);
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const [x, { loss }] of samples.entries()) {
    for (const [b, value] of loss.entries()) {
      values[(bands - 1 - b) * samples.length + x] = value;
      if (value > 0) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  return { steps: samples.map(({ step }) => step), bands, values, low: Math.min(low, high), high };
}

/** Where a value lies between the ends of a logarithmic scale, from 0 to 1. */
export function logPosition(value: number, low: number, high: number): number {
  if (!(high > low)) return 0.5;
  return Math.min(1, Math.max(0, Math.log(value / low) / Math.log(high / low)));
}

/** The map's colours, four bytes a cell, on a logarithmic scale: losses of bands differ by powers of ten. */
export function bandColours({ values, low, high }: BandMap): Uint8ClampedArray<ArrayBuffer> {
  const table = colourTable('viridis');
  const rgba = new Uint8ClampedArray(4 * values.length);
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const level = 3 * Math.round(255 * logPosition(value, low, high));
    rgba.set([table[level]!, table[level + 1]!, table[level + 2]!, 255], 4 * i);
  }
  return rgba;
}
