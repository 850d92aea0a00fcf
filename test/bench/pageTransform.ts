import { fft2 } from '../../extension/engine/frequency/fft.js';
import { median } from './table.js';

const side = 224;

/**
 * Milliseconds in which a page gets the three colours of an image back from a masked spectrum, as it does while a radius
 * is dragged; and how many times as long products with the Fourier matrix take.
 */
export function pageTransformTime(): { milliseconds: number; productsRatio: number } {
  // Two colours share one complex image.
  const images = [noise(), noise()];
  const fast = time(15, () => {
    for (const { re, im } of images) fft2(re, im, side, side, true);
  });
  const products = time(3, () => {
    for (const image of images) transposedProduct(transposedProduct(image));
  });
  return { milliseconds: fast, productsRatio: products / fast };
}

function noise() {
  const part = () => Float64Array.from({ length: side * side }, Math.random);
  return { re: part(), im: part() };
}

/** The transform of each row, as columns. */
function transposedProduct({ re, im }: ReturnType<typeof noise>): ReturnType<typeof noise> {
  const result = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  for (let k = 0; k < side; k++) {
    for (let y = 0; y < side; y++) {
      let [real, imaginary] = [0, 0];
      for (let x = 0; x < side; x++) {
        const root = (k * x) % side;
        const at = y * side + x;
        real += re[at]! * cosines[root]! - im[at]! * sines[root]!;
        imaginary += re[at]! * sines[root]! + im[at]! * cosines[root]!;
      }
      result.re[k * side + y] = real;
      result.im[k * side + y] = imaginary;
    }
  }
  return result;
}

const cosines = Float64Array.from({ length: side }, (_, k) => Math.cos((2 * Math.PI * k) / side));
const sines = Float64Array.from({ length: side }, (_, k) => Math.sin((2 * Math.PI * k) / side));

function time(rounds: number, work: () => void): number {
  return median(
    Array.from({ length: rounds }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}
