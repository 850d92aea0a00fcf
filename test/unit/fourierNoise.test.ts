import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fft2 } from '../../extension/engine/frequency/fft.js';
import { Random } from '../../extension/engine/random.js';
import {
  addFourierNoise,
  fourierBasis,
  type MapFrequency,
  mapFrequencies,
  usableGrid,
} from '../../extension/engine/robustness/fourierNoise.js';
import { filterByRadius } from '../../extension/engine/robustness/radiusFilter.js';
import { errorMap } from '../../extension/engine/robustness/rowSummaries.js';
import { lcg } from '../support/lcg.js';

/** Squared magnitudes of the spectrum, `[height, width]`, the constant first. */
function energies(values: ArrayLike<number>, width: number, height: number): Float64Array {
  const [re, im] = [Float64Array.from(values), new Float64Array(values.length)];
  fft2(re, im, height, width);
  return re.map((value, i) => value ** 2 + im[i]! ** 2);
}

const sizes = [
  [16, 16],
  [15, 17],
  [24, 20],
] as const;

for (const [width, height] of sizes) {
  test(`a basis image of ${width} x ${height} has norm 1 and energy at its frequency and the negative alone`, () => {
    for (const frequency of [
      [0, 0],
      [1, 0],
      [0, 3],
      [2, -3],
      [7, 7],
    ] as const) {
      const basis = fourierBasis(frequency, width, height);
      const norm = Math.sqrt(basis.reduce((sum, value) => sum + value ** 2, 0));
      assert.ok(Math.abs(norm - 1) < 1e-6, `norm ${norm}`);
      const [v, h] = frequency;
      const at = (sign: number) => ((sign * v + height) % height) * width + ((sign * h + width) % width);
      const there = new Set([at(1), at(-1)]);
      const spectrum = energies(basis, width, height);
      // Parseval: all of it is width times height.
      const elsewhere = spectrum.reduce((sum, energy, i) => sum + (there.has(i) ? 0 : energy), 0);
      assert.ok(elsewhere < 1e-9 * width * height, `${frequency}: ${elsewhere} elsewhere`);
    }
  });
}

test('noise has its norm in each channel, and the sign of each is drawn', () => {
  const side = 16;
  const gray = new Float32Array(3 * side * side).fill(0.5);
  const basis = fourierBasis([2, 3], side, side);
  const signs = new Set<string>();
  for (let i = 0; i < 60; i++) {
    const noisy = addFourierNoise(gray, basis, 2, new Random(3, i));
    const products = [0, 1, 2].map(channel =>
      basis.reduce((sum, value, k) => sum + value * (noisy[channel * basis.length + k]! - 0.5), 0),
    );
    for (const product of products) assert.ok(Math.abs(Math.abs(product) - 2) < 1e-4, `${product}`);
    signs.add(products.map(Math.sign).join());
  }
  assert.equal(signs.size, 8);
  const strong = addFourierNoise(gray, basis, 100, new Random(1));
  assert.deepEqual([Math.min(...strong), Math.max(...strong)], [0, 1]);
});

test('a map has every place once, with the constant in its middle and the negative of a frequency opposite to it', () => {
  for (const [grid, side] of [
    [1, 32],
    [5, 32],
    [31, 32],
    [33, 32],
    [9, 15],
    [99, 16],
  ] as const) {
    const size = usableGrid(grid, side);
    const places = mapFrequencies(grid, side).flatMap(({ places: [a, b], frequency: [v, h] }: MapFrequency) => {
      assert.deepEqual([a[0] + b[0], a[1] + b[1]], [size - 1, size - 1]);
      assert.ok(Math.abs(v) < side / 2 && Math.abs(h) < side / 2, `${v}, ${h}`);
      return v === 0 && h === 0 ? [a.join()] : [a.join(), b.join()];
    });
    assert.equal(new Set(places).size, size * size);
    assert.equal(places.length, size * size);
  }
  const all = mapFrequencies(31, 32).map(({ frequency }) => frequency.join());
  assert.equal(new Set(all).size, (31 * 31 + 1) / 2);
  const spread = mapFrequencies(3, 32).map(({ frequency }) => frequency.join());
  assert.deepEqual(spread, ['0,0', '0,15', '15,-15', '15,0', '15,15']);
});

test('the error map puts rows where their frequencies stand, and nothing where none was measured', () => {
  const rows = mapFrequencies(3, 16).map(({ frequency }, i) => ({
    kind: 'fourier' as const,
    name: frequency.join(', '),
    frequency,
    top1: 100 - 10 * i,
    top5: 100,
    of: 8,
  }));
  const { grid, errors } = errorMap(rows.slice(0, -1), 3, 16);
  assert.equal(grid, 3);
  const expected = [Number.NaN, 0.3, 0.2, 0.1, 0, 0.1, 0.2, 0.3, Number.NaN];
  for (const [i, value] of expected.entries()) {
    assert.ok(
      Number.isNaN(value) ? Number.isNaN(errors[i]) : Math.abs(errors[i]! - value) < 1e-6,
      `${i}: ${errors[i]}`,
    );
  }
});

test('a radius parts an image into its low and its high frequencies', () => {
  const side = 16;
  // Little contrast, so that nothing is cut off.
  const image = lcg(3 * side * side, 4).map(u => 0.45 + 0.1 * u);
  const low = filterByRadius(image, side, 'low', 4);
  const high = filterByRadius(image, side, 'high', 4);
  for (const [i, value] of image.entries()) assert.ok(Math.abs(low[i]! + high[i]! - 0.5 - value) < 1e-6);
  const spectrum = energies(low.subarray(0, side * side), side, side);
  for (const [i, energy] of spectrum.entries()) {
    const [y, x] = [Math.floor(i / side), i % side].map(k => (k < side / 2 ? k : k - side)) as [number, number];
    if (x * x + y * y >= 16) assert.ok(energy < 1e-9, `${y}, ${x}: ${energy}`);
  }
});
