import { fftPlan } from './fftPlan.js';
import type { Complex } from './fftStages.js';

/*
 * The 2-D transforms in plain JavaScript and double precision, for where there is no backend: pages that follow a mouse, and
 * photographs too large for products with the Fourier matrix.
 */

/** Values worked on at once, small enough for a core's cache together with their copy. */
const BLOCK = 2 ** 14;

let work: Complex[] = [];

/**
 * The 2-D DFT of a complex image, in place. Forward it is unscaled; the inverse is scaled by 1 / (height * width), so that
 * one undoes the other. Any size, none too; slower where a side has a prime factor above 31.
 *
 * @param re `[height, width]` real parts
 * @param im `[height, width]` imaginary parts
 */
export function fft2(re: Float64Array, im: Float64Array, height: number, width: number, inverse = false): void {
  if (re.length === 0) return;
  // With its parts exchanged, the forward transform is the inverse one.
  const image = inverse ? { re: im, im: re } : { re, im };
  alongRows(image, height, width);
  alongColumns(image, height, width);
  if (!inverse) return;
  const scale = 1 / (height * width);
  for (let i = 0; i < re.length; i++) {
    re[i]! *= scale;
    im[i]! *= scale;
  }
}

/**
 * The unscaled 2-D DFTs of real images. Two at a time share one complex transform: the spectrum of a + ib is A + iB, and
 * because A and B are Hermitian they can be told apart again.
 *
 * @param planar `[planes, height, width]`
 * @returns parts of the full spectra, `[planes, height, width]`, constant term first
 */
export function realSpectra(planar: ArrayLike<number>, height: number, width: number): Complex {
  const size = height * width;
  const re = new Float64Array(planar.length);
  re.set(planar);
  const im = new Float64Array(re.length);
  for (let from = 0; from < re.length; from += 2 * size) {
    const first = { re: re.subarray(from, from + size), im: im.subarray(from, from + size) };
    if (from + size === re.length) {
      fft2(first.re, first.im, height, width);
    } else {
      const second = { re: re.subarray(from + size, from + 2 * size), im: im.subarray(from + size, from + 2 * size) };
      fft2(first.re, second.re, height, width);
      separate(first, second, height, width);
    }
  }
  return { re, im };
}

/** The unscaled 2-D DFT of one real image, `[height, width]`, constant term first. */
export function realSpectrum(plane: ArrayLike<number>, height: number, width: number): Complex {
  return realSpectra(plane, height, width);
}

/** Z = A + iB, whose parts stand in `a.re` and `b.re`, becomes A and B: A(k) = (Z(k) + Z*(-k)) / 2, B(k) = (Z(k) - Z*(-k)) / 2i. */
function separate(a: Complex, b: Complex, height: number, width: number): void {
  for (let v = 0; v < height; v++) {
    const opposite = ((height - v) % height) * width;
    for (let u = 0; u < width; u++) {
      const k = v * width + u;
      const l = opposite + (u === 0 ? 0 : width - u);
      if (l < k) continue;
      const [kr, ki, lr, li] = [a.re[k]!, b.re[k]!, a.re[l]!, b.re[l]!];
      a.re[k] = a.re[l] = (kr + lr) / 2;
      a.im[k] = (ki - li) / 2;
      a.im[l] = -a.im[k]!;
      b.re[k] = b.re[l] = (ki + li) / 2;
      b.im[k] = (lr - kr) / 2;
      b.im[l] = -b.im[k]!;
    }
  }
}

function alongColumns(image: Complex, height: number, width: number): void {
  if (height === 1) return;
  const plan = fftPlan(height);
  const atOnce = Math.max(1, Math.min(width, Math.floor(BLOCK / height)));
  const [block, scratch] = buffers(height * atOnce);
  for (let left = 0; left < width; left += atOnce) {
    const columns = Math.min(atOnce, width - left);
    for (let y = 0; y < height; y++) {
      const from = y * width + left;
      for (let c = 0, to = y * columns; c < columns; c++, to++) {
        block.re[to] = image.re[from + c]!;
        block.im[to] = image.im[from + c]!;
      }
    }
    const result = plan.run(block, scratch, columns);
    for (let y = 0; y < height; y++) {
      const to = y * width + left;
      for (let c = 0, from = y * columns; c < columns; c++, from++) {
        image.re[to + c] = result.re[from]!;
        image.im[to + c] = result.im[from]!;
      }
    }
  }
}

/** Rows are turned upright block by block, so that several are transformed side by side like columns. */
function alongRows(image: Complex, height: number, width: number): void {
  if (width === 1) return;
  const plan = fftPlan(width);
  const atOnce = Math.max(1, Math.min(height, Math.floor(BLOCK / width)));
  const [block, scratch] = buffers(width * atOnce);
  for (let top = 0; top < height; top += atOnce) {
    const rows = Math.min(atOnce, height - top);
    for (let r = 0; r < rows; r++) {
      const from = (top + r) * width;
      for (let x = 0, to = r; x < width; x++, to += rows) {
        block.re[to] = image.re[from + x]!;
        block.im[to] = image.im[from + x]!;
      }
    }
    const result = plan.run(block, scratch, rows);
    for (let r = 0; r < rows; r++) {
      const to = (top + r) * width;
      for (let x = 0, from = r; x < width; x++, from += rows) {
        image.re[to + x] = result.re[from]!;
        image.im[to + x] = result.im[from]!;
      }
    }
  }
}

/** Two complex arrays of at least `size` values, kept between calls: a drag transforms at every move of the mouse. */
function buffers(size: number): [Complex, Complex] {
  if (!work[0] || work[0].re.length < size) {
    work = [0, 1].map(() => ({ re: new Float64Array(size), im: new Float64Array(size) }));
  }
  return work as [Complex, Complex];
}
