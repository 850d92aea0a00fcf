import type { Random } from '../random.js';

/** A frequency of an image: cycles over its height, and over its width. */
export type Frequency = readonly [vertical: number, horizontal: number];

/** A frequency and the two places of a map where it stands: it and its negative are the same noise. */
export interface MapFrequency {
  frequency: Frequency;
  /** `[row, column]`; twice the same for the constant, in the middle. */
  places: readonly [readonly [number, number], readonly [number, number]];
}

/**
 * The frequencies of a Fourier heat map (Yin et al. 2019): a square grid with the constant in its middle, spread evenly up to the
 * highest frequency that a sine of every phase can have; each once, where rows and columns stand for it and its negative.
 *
 * @param grid places on a side, odd; more than the image has frequencies are not used
 * @param side of the image in pixels
 */
export function mapFrequencies(grid: number, side: number): MapFrequency[] {
  const reach = (usableGrid(grid, side) - 1) / 2;
  const highest = Math.floor((side - 1) / 2);
  const cycles = (offset: number) =>
    reach === 0 ? 0 : Math.sign(offset) * Math.round((Math.abs(offset) * highest) / reach);
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  return offsets
    .flatMap(row => offsets.map(column => [row, column] as const))
    .filter(([row, column]) => row > 0 || (row === 0 && column >= 0))
    .map(([row, column]) => ({
      frequency: [cycles(row), cycles(column)],
      places: [
        [reach + row, reach + column],
        [reach - row, reach - column],
      ],
    }));
}

/** Places on a side of the map that a grid gives: an odd number, no more than there are frequencies. */
export function usableGrid(grid: number, side: number): number {
  const odd = grid % 2 === 0 ? grid - 1 : grid;
  return Math.max(1, Math.min(odd, 2 * Math.floor((side - 1) / 2) + 1));
}

/** A cosine of this frequency, of L2 norm 1: `[height, width]`. */
export function fourierBasis([vertical, horizontal]: Frequency, width: number, height: number): Float32Array {
  const wave = new Float64Array(width * height);
  let energy = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = Math.cos(2 * Math.PI * ((vertical * y) / height + (horizontal * x) / width));
      wave[y * width + x] = value;
      energy += value * value;
    }
  }
  return Float32Array.from(wave, value => value / Math.sqrt(energy));
}

/**
 * An image with noise of one frequency, as strong in each channel, of a sign drawn for each; clipped to [0, 1].
 *
 * @param planar `[planes, height, width]` in [0, 1]; not changed
 * @param basis `[height, width]`, of norm 1
 * @param norm L2 norm of the noise of a channel, in pixels of [0, 1]
 */
export function addFourierNoise(planar: Float32Array, basis: Float32Array, norm: number, random: Random): Float32Array {
  const noisy = new Float32Array(planar.length);
  for (let from = 0; from < planar.length; from += basis.length) {
    const strength = random.bernoulli(0.5) ? norm : -norm;
    for (let i = 0; i < basis.length; i++) {
      noisy[from + i] = Math.min(Math.max(planar[from + i]! + strength * basis[i]!, 0), 1);
    }
  }
  return noisy;
}
