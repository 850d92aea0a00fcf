import { keptPicture } from '../../../extension/engine/corruption/keptPicture.js';
import { fft2 } from '../../../extension/engine/frequency/fft.js';
import { circle, complement, shapedMask } from '../../../extension/engine/frequency/maskShape.js';
import { pixelSpectrum } from '../../../extension/engine/inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { describeMask } from '../../../extension/engine/report/maskDescription.js';
import type { SampleBands, SamplePanel, SamplePictures } from '../../../extension/protocol/runPage.js';

/** Side of the made-up images, and how many there are. */
const size = 64;
const images = 3;
const radius = 5;

/** The pictures of one image when the model has learned `share` (0 to 1) of what it can. */
export function fakeSample(step: number, share: number, image: number): SamplePictures {
  const input = drawing(image);
  const low = shapedMask(size, size, circle(radius, 999));
  const mask = image % 2 === 0 ? low : complement(low);
  const corrupted = filtered(input, mask).map(clamp);
  // What the model gives: the image up to a frequency that rises with what it has learned.
  const prediction = filtered(input, complement(shapedMask(size, size, circle(0, 2 + share * 30))));
  const missing = filtered(prediction, complement(mask));
  const completed = filtered(input, mask).map((value, i) => value + missing[i]!);
  const plane = size * size;
  const difference = completed.map((value, i) => value - input[i]!);
  const error = Float32Array.from({ length: plane }, (_, i) =>
    [0, 1, 2].reduce((sum, c) => sum + Math.abs(difference[c * plane + i]!) / 3, 0),
  );
  const pictured = (name: SamplePanel['name'], values: Float32Array, spectrum = spectrumOf(values)): SamplePanel => ({
    name,
    pixels: rgb(values),
    spectrum,
    psnr: name === 'Original' ? undefined : psnr(values, input),
  });
  const { sentence, shape, radii } = describeMask(mask, size, size);
  return {
    name: ['rings.png', 'tiles.png', 'waves.png'][image]!,
    images,
    step,
    epoch: step / 12,
    heldOut: true,
    width: size,
    height: size,
    corruption: sentence,
    mask: { shape, radii },
    loss: 0.2 + (1 - share) * 0.5,
    panels: [
      pictured('Input', keptPicture(input, mask, size, size), spectrumOf(corrupted)),
      pictured('Restored', completed),
      pictured('Original', input),
      { name: 'Error', error, spectrum: spectrumOf(difference) },
      pictured('Prediction', prediction),
    ],
  };
}

/** Losses that fall first where frequencies are low. */
export function fakeBands(step: number, share: number, spread = 0.8): SampleBands {
  const bands = Math.floor(Math.hypot(size / 2, size / 2)) + 1;
  const loss = Float64Array.from({ length: bands }, (_, band) => {
    const natural = 20 / (1 + band) ** 1.2;
    return natural * (0.05 + 0.95 * Math.exp((-6 * share) / (1 + band / 12)));
  });
  const count = Float64Array.from({ length: bands }, (_, band) => Math.max(1, Math.round(2 * Math.PI * band)) * 3);
  return { step, epoch: step / 12, loss, count, spread };
}

/** Rings, tiles or waves, `[3, size, size]` in [0, 1]. */
function drawing(image: number): Float32Array {
  return Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [c, x, y] = [Math.floor(i / (size * size)), i % size, Math.floor((i % (size * size)) / size)];
    const distance = Math.hypot(x - 24 - 4 * c, y - 30);
    if (image === 0) return 0.5 + 0.45 * Math.cos(distance ** 1.4 / 6);
    if (image === 1) return ((x >> 3) + (y >> 3)) % 2 === 0 ? 0.85 - 0.15 * c : 0.2 + (0.3 * x * (c + 1)) / size / 3;
    return 0.5 + 0.3 * Math.sin(x / (3 + c)) * Math.cos(y / 7) + 0.15 * Math.sin((x + y) / 1.7);
  });
}

/** Each plane with only the frequencies that the shifted mask keeps. */
function filtered(planar: Float32Array, mask: Float32Array): Float32Array {
  const plane = size * size;
  const result = new Float32Array(planar.length);
  for (let c = 0; c < 3; c++) {
    const re = Float64Array.from(planar.subarray(c * plane, (c + 1) * plane));
    const im = new Float64Array(plane);
    fft2(re, im, size, size);
    for (let i = 0; i < plane; i++) {
      const [x, y] = [(i % size) + size / 2, Math.floor(i / size) + size / 2];
      const kept = mask[(y % size) * size + (x % size)]!;
      re[i]! *= kept;
      im[i]! *= kept;
    }
    fft2(re, im, size, size, true);
    result.set(re, c * plane);
  }
  return result;
}

function spectrumOf(planar: Float32Array): Float32Array {
  return logMagnitude(pixelSpectrum(planar, size, size));
}

function rgb(planar: Float32Array): Uint8Array {
  const plane = size * size;
  return Uint8Array.from({ length: 3 * plane }, (_, i) =>
    Math.round(255 * clamp(planar[(i % 3) * plane + Math.floor(i / 3)]!)),
  );
}

function psnr(values: Float32Array, target: Float32Array): number {
  const squares = values.reduce((sum, value, i) => sum + (clamp(value) - target[i]!) ** 2, 0);
  return -10 * Math.log10(squares / values.length);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
