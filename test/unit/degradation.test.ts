import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { blur } from '../../extension/engine/corruption/blur.js';
import { type BlurKernel, besselJ1 } from '../../extension/engine/corruption/blurKernels.js';
import { degrade } from '../../extension/engine/corruption/degrade.js';
import { drawBeta, drawKernel } from '../../extension/engine/corruption/drawKernel.js';
import { addGaussianNoise, addNoise, addPoissonNoise, poisson } from '../../extension/engine/corruption/noise.js';
import { superResolve } from '../../extension/engine/corruption/superResolution.js';
import { Random } from '../../extension/engine/random.js';
import { lcg } from '../support/lcg.js';

const SIZE = 64;
const PLANE = SIZE * SIZE;
const flat = (value: number) => new Float32Array(3 * PLANE).fill(value);
const planes = (image: Float32Array) => [0, 1, 2].map(c => image.subarray(c * PLANE, (c + 1) * PLANE));

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  return mean(Array.from(values, value => (value - centre) ** 2));
}
function correlation(a: Float32Array, b: Float32Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - ma) * (b[i]! - mb))) / Math.sqrt(variance(a) * variance(b));
}
const near = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`);

test('the Bessel function has the values of tables and the zeros that it must', () => {
  const known: [number, number][] = [
    [0, 0],
    [1, 0.44005058574493355],
    [2, 0.5767248077568734],
    [10, 0.04347274616886141],
    [40, 0.126038318037585],
    [-1, -0.44005058574493355],
  ];
  for (const [x, value] of known) near(besselJ1(x), value, 1e-15, `J1(${x})`);
  for (const zero of [3.8317059702075125, 7.015586669815619, 44.75931899765282])
    near(besselJ1(zero), 0, 1e-14, `${zero}`);
});

test('Gaussian noise has its deviation and no mean, in every colour by itself, and leaves [0, 1]', () => {
  const sigma = 75 / 255;
  const noisy = addGaussianNoise(flat(0.5), sigma, false, new Random(1));
  const [red, green, blue] = planes(noisy) as [Float32Array, Float32Array, Float32Array];
  for (const plane of [red, green, blue]) {
    near(mean(plane), 0.5, (4 * sigma) / SIZE, 'mean');
    near(variance(plane), sigma ** 2, 0.1 * sigma ** 2, 'variance');
  }
  near(correlation(red, green), 0, 0.06, 'red and green');
  near(correlation(red, blue), 0, 0.06, 'red and blue');
  assert.ok(Math.min(...noisy) < 0 && Math.max(...noisy) > 1, 'nothing is clipped');
});

test('gray noise is the same in all colours', () => {
  const image = lcg(3 * PLANE, 4);
  for (const noisy of [
    addGaussianNoise(image, 0.1, true, new Random(2)),
    addPoissonNoise(image, 1, true, new Random(2)),
  ]) {
    const [red, green, blue] = planes(noisy.map((value, i) => value - image[i]!));
    near(correlation(red!, green!), 1, 1e-6, 'red and green');
    near(correlation(red!, blue!), 1, 1e-6, 'red and blue');
  }
});

test('Poisson noise has no mean and a variance of scale^2 v / L', () => {
  // Half of the image is bright and half is dark; together with the rest of 256 values, 1 stands for 256 photons.
  const image = Float32Array.from({ length: 3 * PLANE }, (_, i) => (i < 256 ? i : i % 2 ? 204 : 51) / 255);
  const scale = 1.7;
  const noise = addPoissonNoise(image, scale, false, new Random(5)).map((value, i) => value - image[i]!);
  for (const [level, rest] of [
    [204, 1],
    [51, 0],
  ] as const) {
    const part = noise.filter((_, i) => i >= 256 && i % 2 === rest);
    const expected = (scale ** 2 * (level / 255)) / 256;
    near(mean(part), 0, 4 * Math.sqrt(expected / part.length), `mean at ${level}`);
    near(variance(part), expected, 0.08 * expected, `variance at ${level}`);
  }
});

test('Poisson variates have the mean, variance and third moment of their law, small and large', () => {
  for (const lambda of [0.3, 4, 9.9, 10, 37.5, 256, 3000]) {
    const random = new Random(8);
    const n = 40_000;
    const values = Float64Array.from({ length: n }, () => poisson(lambda, random));
    assert.ok(values.every(value => Number.isInteger(value) && value >= 0));
    near(mean(values), lambda, 4 * Math.sqrt(lambda / n), `mean ${lambda}`);
    near(variance(values), lambda, 4 * lambda * Math.sqrt((2 + 1 / lambda) / n), `variance ${lambda}`);
    const skewness = mean(values.map(value => ((value - lambda) / Math.sqrt(lambda)) ** 3));
    near(skewness, 1 / Math.sqrt(lambda), 4 * Math.sqrt((15 + 40 / lambda) / n), `skewness ${lambda}`);
  }
  assert.equal(poisson(0, new Random(1)), 0);
});

test('Poisson variates are as frequent as their law says, where the method changes', () => {
  const random = new Random(9);
  const n = 60_000;
  const counts = new Float64Array(60);
  for (let i = 0; i < n; i++) counts[poisson(12, random)]!++;
  let probability = Math.exp(-12);
  for (let k = 0; k < 40; k++) {
    near(counts[k]! / n, probability, 4.5 * Math.sqrt(probability / n) + 1e-9, `P(${k})`);
    probability *= 12 / (k + 1);
  }
});

test('kernels are drawn of every kind and size by their probabilities, and sum to 1', () => {
  const { BLUR } = defaultConfig().DATA;
  const sizes = new Map<number, number>();
  const draws = 3000;
  let negative = 0;
  let round = 0;
  for (let i = 0; i < draws; i++) {
    const { size, values } = drawKernel(BLUR, new Random(6, i));
    near(
      values.reduce((sum, value) => sum + value, 0),
      1,
      1e-12,
      'sum',
    );
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
    if (values.some(value => value < -1e-9)) negative++;
    else if (Math.abs(values[1]! - values[size]!) <= 1e-15 + 1e-9 * values[1]! && isMirrored({ size, values })) round++;
  }
  assert.deepEqual(
    [...sizes.keys()].sort((a, b) => a - b),
    BLUR.KERNEL_SIZE,
  );
  for (const [size, count] of sizes) near(count / draws, 1 / 8, 0.03, `size ${size}`);
  // Only a sinc has negative values; of the others the isotropic ones look the same in a mirror.
  near(negative / draws, 0.1, 0.02, 'sinc');
  near(round / draws, 0.405 + 0.108 + 0.108, 0.03, 'isotropic');
});

/** Whether the kernel equals itself, left and right exchanged. */
function isMirrored({ size, values }: BlurKernel): boolean {
  return values.every((value, i) => {
    const mirrored = values[Math.floor(i / size) * size + size - 1 - (i % size)]!;
    return Math.abs(value - mirrored) <= 1e-9 * value + 1e-15;
  });
}

test('exponents are drawn between 1 and a value of their range, as the code does and the paper does not say', () => {
  const draws = Array.from({ length: 4000 }, (_, i) => drawBeta([0.5, 4], new Random(2, i)));
  assert.ok(draws.every(beta => beta > 0.5 && beta < 4));
  // A first value below 1 has probability 0.5 / 3.5, and the second then lies below 1 too.
  near(draws.filter(beta => beta < 1).length / draws.length, 1 / 7, 0.03, 'below 1');
  // The mean of U(1, b) is (1 + b) / 2, and b has the mean 2.25.
  near(mean(draws), 1.625, 0.05, 'mean');
});

test('the kind of noise is drawn, and a range of one value is that value', () => {
  const settings = { ...defaultConfig().DATA.NOISE, PROB: [0, 3], POISSON_SCALE: [0, 0] as [number, number] };
  const image = lcg(3 * 64, 1);
  assert.deepEqual(addNoise(image, settings, new Random(1)), image, 'Poisson noise of strength 0');
  const gaussian = { ...settings, PROB: [1, 0], GAUSSIAN_SIGMA: [51, 51] as [number, number] };
  gaussian.GAUSSIAN_GRAY_NOISE_PROB = 0;
  const noise = addNoise(flat(0), gaussian, new Random(1));
  near(variance(noise), 0.04, 0.002, 'variance of sigma 51 / 255');
});

test('a blur leaves an even image as it is and moves no mass inside', () => {
  const { BLUR } = defaultConfig().DATA;
  for (let i = 0; i < 20; i++) {
    const kernel = drawKernel(BLUR, new Random(3, i));
    const even = blur(flat(0.3), SIZE, kernel);
    assert.ok(
      even.every(value => Math.abs(value - 0.3) < 1e-6),
      `kernel ${i}`,
    );
    const dot = new Float32Array(3 * PLANE);
    dot[32 * SIZE + 31] = 1;
    const spot = blur(dot, SIZE, kernel);
    const reach = (kernel.size - 1) / 2;
    // The kernel itself, turned by half a turn, which leaves it as it is.
    near(spot[(32 - reach) * SIZE + 31 - reach]!, kernel.values[0]!, 1e-7, 'corner');
    near(spot[32 * SIZE + 31 + reach]!, kernel.values[reach * kernel.size]!, 1e-7, 'middle of the side');
  }
});

test('a chain blurs, then takes resolution, then adds noise, whatever the order of its names', () => {
  const data = defaultConfig().DATA;
  Object.assign(data, { IMG_SIZE: SIZE, SR_FACTOR: 4 });
  const image = lcg(3 * PLANE, 2);
  const before = image.slice();
  const chained = degrade(image, SIZE, ['denoise', 'mfm', 'sr', 'deblur'], data, new Random(4));
  const random = new Random(4);
  const blurred = blur(image, SIZE, drawKernel(data.BLUR, random));
  assert.deepEqual(chained, addNoise(superResolve(blurred, SIZE, 4), data.NOISE, random));
  assert.deepEqual(image, before, 'the image itself stays');
  assert.deepEqual(degrade(image, SIZE, ['mfm'], data, new Random(4)), image);
});
