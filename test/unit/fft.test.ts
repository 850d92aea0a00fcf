import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fft2, realSpectra, realSpectrum } from '../../extension/engine/frequency/fft.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { Random } from '../../extension/engine/random.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';

interface Values {
  re: Float64Array;
  im: Float64Array;
}

function noise(n: number, seed = 1): Values {
  const random = new Random(n, seed);
  const part = () => Float64Array.from({ length: n }, () => random.uniform(-1, 1));
  return { re: part(), im: part() };
}

/** The transform as it is defined, of one line. */
function naive({ re, im }: Values): Values {
  const n = re.length;
  const result = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      result.re[k]! += re[j]! * Math.cos(angle) - im[j]! * Math.sin(angle);
      result.im[k]! += re[j]! * Math.sin(angle) + im[j]! * Math.cos(angle);
    }
  }
  return result;
}

/** The same of an image, line by line. */
function naive2({ re, im }: Values, height: number, width: number): Values {
  const result = { re: re.slice(), im: im.slice() };
  const lines = [
    ...Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => y * width + x)),
    ...Array.from({ length: width }, (_, x) => Array.from({ length: height }, (_, y) => y * width + x)),
  ];
  for (const line of lines) {
    const [r, i] = [result.re, result.im].map(part => Float64Array.from(line, at => part[at]!));
    const transformed = naive({ re: r!, im: i! });
    for (const [k, at] of line.entries()) {
      result.re[at] = transformed.re[k]!;
      result.im[at] = transformed.im[k]!;
    }
  }
  return result;
}

/** The largest difference, as a share of the largest value. */
function distance(got: Values, expected: Values): number {
  let [worst, largest] = [0, 0];
  for (let k = 0; k < expected.re.length; k++) {
    worst = Math.max(worst, Math.hypot(got.re[k]! - expected.re[k]!, got.im[k]! - expected.im[k]!));
    largest = Math.max(largest, Math.hypot(expected.re[k]!, expected.im[k]!));
  }
  return worst / largest;
}

test('lines of every length up to 64, and of larger ones with and without large factors, as defined', () => {
  for (const n of [...Array.from({ length: 64 }, (_, i) => i + 1), 96, 97, 101, 224, 509, 961, 1042]) {
    const expected = naive(noise(n));
    for (const [height, width] of [
      [1, n],
      [n, 1],
    ] as const) {
      const values = noise(n);
      fft2(values.re, values.im, height, width);
      assert.ok(distance(values, expected) < 1e-12, `${height} x ${width}: ${distance(values, expected)}`);
    }
  }
});

// Blocks of lines that do not come out even; other factors and large primes across than down.
for (const [height, width] of [
  [12, 7],
  [101, 96],
  [37, 224],
  [120, 211],
] as const) {
  test(`images ${height} x ${width} as defined, and back`, () => {
    const values = noise(height * width);
    fft2(values.re, values.im, height, width);
    assert.ok(distance(values, naive2(noise(height * width), height, width)) < 1e-12);
    fft2(values.re, values.im, height, width, true);
    assert.ok(distance(values, noise(height * width)) < 1e-13);
  });
}

for (const [height, width] of [
  [224, 224],
  [384, 512],
  [509, 64],
] as const) {
  test(`${height} x ${width}: single coefficients as defined, and back`, () => {
    const values = noise(height * width);
    const { re, im } = noise(height * width);
    fft2(values.re, values.im, height, width);
    for (const [v, u] of [
      [0, 0],
      [1, 0],
      [height >> 1, width >> 1],
      [height - 1, 5],
    ] as const) {
      let [real, imaginary] = [0, 0];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const angle = -2 * Math.PI * (((v * y) % height) / height + ((u * x) % width) / width);
          const at = y * width + x;
          real += re[at]! * Math.cos(angle) - im[at]! * Math.sin(angle);
          imaginary += re[at]! * Math.sin(angle) + im[at]! * Math.cos(angle);
        }
      }
      const at = v * width + u;
      const off = Math.hypot(values.re[at]! - real, values.im[at]! - imaginary);
      // Coefficients of noise are about sqrt(2 HW / 3) in size.
      assert.ok(off < 1e-10 * Math.sqrt(height * width), `(${v}, ${u}) is off by ${off}`);
    }
    fft2(values.re, values.im, height, width, true);
    assert.ok(distance(values, { re, im }) < 1e-13);
  });
}

for (const planes of [1, 2, 3, 4]) {
  test(`${planes} real images share transforms and do not mix`, () => {
    const [height, width] = [10, 9];
    const size = height * width;
    const planar = noise(planes * size).re;
    const { re, im } = realSpectra(planar, height, width);
    for (let plane = 0; plane < planes; plane++) {
      const part = (values: Float64Array) => values.slice(plane * size, (plane + 1) * size);
      const expected = naive2({ re: part(planar), im: new Float64Array(size) }, height, width);
      assert.ok(distance({ re: part(re), im: part(im) }, expected) < 1e-13);
    }
    assert.deepEqual(planar, noise(planes * size).re, 'the images are as they were');
  });
}

test('a transform of another size in between changes nothing', () => {
  const [first, second] = [noise(210, 2), noise(210, 2)];
  fft2(first.re, first.im, 14, 15);
  const other = noise(97 * 64);
  fft2(other.re, other.im, 97, 64);
  fft2(second.re, second.im, 14, 15);
  assert.deepEqual(second, first);
});

test('spectra and the low-pass image equal the reference', () => {
  const pixels = lcg(3 * 16 * 16, 1).subarray(0, 256);
  const { re, im } = realSpectrum(pixels, 16, 16);
  const { spectrum_16: spectrum, transform_16_r3: filtered } = golden;
  assertClose([re[0]!, im[0]!], spectrum.fft2_shifted_ch0_centre_8_8, 'constant term');
  assertClose([re[1]!, im[1]!], spectrum.fft2_shifted_ch0_8_9, 'frequency (0, 1)');
  const mask = shapedMask(16, 16, circle(3, 999));
  for (let v = 0; v < 16; v++) {
    for (let u = 0; u < 16; u++) {
      const kept = mask[((v + 8) % 16) * 16 + ((u + 8) % 16)]!;
      re[v * 16 + u]! *= kept;
      im[v * 16 + u]! *= kept;
    }
  }
  fft2(re, im, 16, 16, true);
  const clamped = re.map(value => Math.min(1, Math.max(0, value)));
  assertClose(clamped.slice(0, 16), filtered.low_pass_ch0_row0, 'low-pass row');
});
