import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type HalfSpectrum, type Runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';

/** The discrete Fourier transform by its definition, rows then columns, in double precision: slow and hard to get wrong. */
export const naiveRuntime: Runtime = {
  name: 'wasm',
  device: 'definition',
  version: '0',
  compile: (_name, step) => ({ run: async (...inputs) => step(...inputs), dispose: () => undefined }),
  fuse: (_name, piece) => piece,
  rfft2(images) {
    const [height, width] = images.shape.slice(-2) as [number, number];
    const columns = Math.floor(width / 2) + 1;
    const values = images.dataSync();
    const planes = values.length / (height * width);
    const out = emptySpectrum(planes * height * columns);
    for (let p = 0; p < planes; p++) {
      const plane = Float64Array.from(values.subarray(p * height * width, (p + 1) * height * width));
      const rows = dftRows({ re: plane, im: new Float64Array(plane.length) }, height, width, -1);
      const both = transpose(dftRows(transpose(rows, height, width), width, height, -1), width, height);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < columns; x++) {
          out.re[(p * height + y) * columns + x] = both.re[y * width + x]!;
          out.im[(p * height + y) * columns + x] = both.im[y * width + x]!;
        }
      }
    }
    const shape = [...images.shape.slice(0, -1), columns];
    return { re: tf.tensor(out.re, shape), im: tf.tensor(out.im, shape) };
  },
  irfft2({ re, im }: HalfSpectrum, width) {
    const [height, columns] = re.shape.slice(-2) as [number, number];
    const [reals, imaginaries] = [re.dataSync(), im.dataSync()];
    const planes = reals.length / (height * columns);
    const out = new Float32Array(planes * height * width);
    for (let p = 0; p < planes; p++) {
      const full = { re: new Float64Array(height * width), im: new Float64Array(height * width) };
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const mirrored = x >= columns;
          const row = mirrored ? (height - y) % height : y;
          const from = (p * height + row) * columns + (mirrored ? width - x : x);
          full.re[y * width + x] = reals[from]!;
          full.im[y * width + x] = mirrored ? -imaginaries[from]! : imaginaries[from]!;
        }
      }
      const rows = dftRows(full, height, width, 1);
      const both = transpose(dftRows(transpose(rows, height, width), width, height, 1), width, height);
      for (let i = 0; i < height * width; i++) out[p * height * width + i] = both.re[i]! / (height * width);
    }
    return tf.tensor(out, [...re.shape.slice(0, -1), width]);
  },
};

/** Makes it the runtime of this test process, on tfjs's plain JavaScript kernels. */
export async function useNaiveRuntime(): Promise<void> {
  tf.env().set('IS_NODE', false); // silences an advertisement on the console
  await tf.setBackend('cpu');
  useRuntime(naiveRuntime);
}

interface Complex {
  re: Float64Array;
  im: Float64Array;
}

function dftRows(input: Complex, rows: number, length: number, sign: 1 | -1): Complex {
  const cosine = Float64Array.from({ length }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sine = Float64Array.from({ length }, (_, k) => sign * Math.sin((2 * Math.PI * k) / length));
  const out = { re: new Float64Array(rows * length), im: new Float64Array(rows * length) };
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < length; k++) {
      let [re, im] = [0, 0];
      for (let n = 0, angle = 0; n < length; n++, angle = (angle + k) % length) {
        const [a, b] = [input.re[row * length + n]!, input.im[row * length + n]!];
        re += a * cosine[angle]! - b * sine[angle]!;
        im += a * sine[angle]! + b * cosine[angle]!;
      }
      out.re[row * length + k] = re;
      out.im[row * length + k] = im;
    }
  }
  return out;
}

function transpose(input: Complex, rows: number, columns: number): Complex {
  const out = emptySpectrum64(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      out.re[x * rows + y] = input.re[y * columns + x]!;
      out.im[x * rows + y] = input.im[y * columns + x]!;
    }
  }
  return out;
}

function emptySpectrum(length: number) {
  return { re: new Float32Array(length), im: new Float32Array(length) };
}

function emptySpectrum64(length: number): Complex {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}
