import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { irfft2, rfft2 } from '../../extension/engine/frequency/dft.js';
import { Random } from '../../extension/engine/random.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';

before(async () => {
  await createWasmRuntime();
});

/** Pixels in [0, 1), `[images, height, width]`. */
function noise(images: number, height: number, width: number): Float32Array {
  const random = new Random(images, height, width);
  return Float32Array.from({ length: images * height * width }, () => random.uniform());
}

/** Coefficient (u, v) of image `image`, in double precision straight from the definition. */
function coefficient(pixels: Float32Array, image: number, height: number, width: number, u: number, v: number) {
  let re = 0;
  let im = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const angle = -2 * Math.PI * (((u * y) % height) / height + ((v * x) % width) / width);
      const pixel = pixels[(image * height + y) * width + x]!;
      re += pixel * Math.cos(angle);
      im += pixel * Math.sin(angle);
    }
  }
  return { re, im };
}

// Direct products; two factors; a prime (chirps); twice a prime (factors, then chirps); even and odd in both directions.
const sizes: [images: number, height: number, width: number][] = [
  [3, 8, 8],
  [2, 7, 10],
  [2, 10, 7],
  [1, 1, 5],
  [2, 6, 1],
  [2, 224, 224],
  [1, 300, 384],
  [1, 257, 30],
  [1, 12, 619],
  [1, 1042, 9],
];

for (const [images, height, width] of sizes) {
  test(`rfft2 of ${images} images ${height} x ${width} agrees with the definition`, () => {
    const pixels = noise(images, height, width);
    const { re, im } = tf.tidy(() => ({ ...rfft2(tf.tensor(pixels, [images, height, width])) }));
    const columns = Math.floor(width / 2) + 1;
    assert.deepEqual(re.shape, [images, height, columns]);
    assert.deepEqual(im.shape, re.shape);
    const got = { re: re.dataSync(), im: im.dataSync() };
    const random = new Random(1);
    // Away from frequency 0 the coefficients are about sqrt(HW/12) in size.
    const tolerance = 2e-5 * Math.sqrt(height * width);
    for (let i = 0; i < 40; i++) {
      const [b, u, v] = [random.integer(images), random.integer(height), random.integer(columns)];
      const expected = coefficient(pixels, b, height, width, u, v);
      const at = (b * height + u) * columns + v;
      const allowed = u === 0 && v === 0 ? 1e-5 * expected.re : tolerance;
      assert.ok(Math.abs(got.re[at]! - expected.re) <= allowed, `re(${u}, ${v}): ${got.re[at]} != ${expected.re}`);
      assert.ok(Math.abs(got.im[at]! - expected.im) <= allowed, `im(${u}, ${v}): ${got.im[at]} != ${expected.im}`);
    }
    tf.dispose([re, im]);
  });

  test(`irfft2 gives ${images} images ${height} x ${width} back`, () => {
    const pixels = noise(images, height, width);
    const back = tf.tidy(() => irfft2(rfft2(tf.tensor(pixels, [images, height, width])), width));
    assert.deepEqual(back.shape, [images, height, width]);
    const values = back.dataSync();
    const worst = pixels.reduce((most, pixel, i) => Math.max(most, Math.abs(pixel - values[i]!)), 0);
    assert.ok(worst < 1e-5, `off by ${worst}`);
    back.dispose();
  });
}

test('leading axes are kept and images do not mix', () => {
  const pixels = noise(6, 5, 6);
  const { together, alone } = tf.tidy(() => {
    const all = tf.tensor(pixels, [2, 3, 5, 6]);
    const spectrum = rfft2(all);
    return { together: spectrum.im.clone(), alone: rfft2(tf.slice(all, [1, 2, 0, 0], [1, 1, 5, 6])).im.clone() };
  });
  assert.deepEqual(together.shape, [2, 3, 5, 4]);
  assert.deepEqual(together.dataSync().slice(-20), alone.dataSync());
  tf.dispose([together, alone]);
});

test('a spectrum that is not Hermitian in column 0 inverts to the real part', () => {
  // One coefficient i at (1, 0) of a 4 x 4 spectrum, its opposite missing: the complex inverse is i e^(2 pi i y/4) / 16.
  const im = new Float32Array(12);
  im[1 * 3] = 1;
  const image = tf.tidy(() => irfft2({ re: tf.zeros([4, 3]), im: tf.tensor(im, [4, 3]) }, 4));
  const column = [0, 4, 8, 12].map(at => image.dataSync()[at]!);
  for (const [y, value] of column.entries()) {
    assert.ok(Math.abs(value - Math.round(-Math.sin((Math.PI * y) / 2)) / 16) < 1e-7, `${column}`);
  }
  image.dispose();
});

test('transforms leave nothing behind but their tables', () => {
  const run = () => tf.tidy(() => void irfft2(rfft2(tf.ones([1, 270, 40])), 40));
  run();
  const before = tf.memory().numTensors;
  run();
  assert.equal(tf.memory().numTensors, before);
});
