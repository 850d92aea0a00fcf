import { withStrength } from '../../../extension/engine/corruption/degradationStrength.js';
import { degradationText } from '../../../extension/engine/corruption/degradationText.js';
import { degrade } from '../../../extension/engine/corruption/degrade.js';
import { restored } from '../../../extension/engine/corruption/restored.js';
import { fft2, realSpectra } from '../../../extension/engine/frequency/fft.js';
import { circle, shapedMask } from '../../../extension/engine/frequency/maskShape.js';
import { ofEach, pictures, psnrOf } from '../../../extension/engine/inspect/reconstruction/restoration.js';
import { type FullSpectrum, logMagnitude } from '../../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { absoluteError, planarToRgb } from '../../../extension/engine/pictures/planar.js';
import { Random } from '../../../extension/engine/random.js';
import type { LookCorruption, ReconstructionView } from '../../../extension/protocol/lookApi.js';
import { paperSettings } from '../../spectrum/degraded.js';
import { SIZE } from './picture.js';

/** What the corruption does, and as its prediction the image without its finest details. */
export function reconstruct(
  input: Float32Array,
  { tasks = ['mfm'], mask: { kind, radius = 6 }, strength, spectra }: LookCorruption & { spectra: boolean },
): ReconstructionView {
  const settings = withStrength(paperSettings, strength ?? {}, SIZE);
  const done = degradationText(tasks, settings);
  const degraded = degrade(input, SIZE, tasks, settings, new Random(1));
  const [inner, outer] = Array.isArray(radius) ? radius : [radius, Number.POSITIVE_INFINITY];
  const low = shapedMask(SIZE, SIZE, circle(inner, outer));
  const kept = kind === 'low' ? low : low.map(value => 1 - value);
  const corrupted = tasks.includes('mfm') ? filtered(degraded, kept) : degraded;
  const prediction = filtered(input, shapedMask(SIZE, SIZE, circle(20, Number.POSITIVE_INFINITY)));
  const whole = restored(input, prediction, done ? undefined : kept, SIZE, SIZE);
  const restoration = {
    input: corrupted,
    inputPicture: corrupted,
    restored: whole,
    original: input,
    prediction: done ? undefined : prediction,
  };
  const error = absoluteError(whole, input);
  return {
    degradation: done,
    ...pictures(restoration, planar => planarToRgb(planar, SIZE, SIZE)),
    error,
    loss: error.reduce((sum, value) => sum + value, 0) / error.length,
    psnr: psnrOf(restoration),
    spectra: spectra ? ofEach(restoration, spectrum) : undefined,
  };
}

/** What a shifted mask keeps of an image. */
function filtered(planar: Float32Array, mask: Float32Array): Float32Array {
  const { re, im } = realSpectra(planar, SIZE, SIZE);
  for (let i = 0; i < re.length; i++) {
    const factor = mask[shifted(i % (SIZE * SIZE))]!;
    re[i]! *= factor;
    im[i]! *= factor;
  }
  for (let c = 0; c < 3; c++) {
    const plane = [c * SIZE * SIZE, (c + 1) * SIZE * SIZE] as const;
    fft2(re.subarray(...plane), im.subarray(...plane), SIZE, SIZE, true);
  }
  return Float32Array.from(re);
}

function spectrum(planar: Float32Array): Float32Array {
  const { re, im } = realSpectra(planar, SIZE, SIZE);
  const move = (part: Float64Array) => part.map((_, i) => part[i - (i % SIZE ** 2) + shifted(i % SIZE ** 2)]!);
  const full: FullSpectrum = { planes: 3, height: SIZE, width: SIZE, re: move(re), im: move(im) };
  return logMagnitude(full);
}

/** Of an even size, the shift is its own inverse. */
function shifted(i: number): number {
  const [y, x] = [Math.floor(i / SIZE), i % SIZE];
  return ((y + SIZE / 2) % SIZE) * SIZE + ((x + SIZE / 2) % SIZE);
}
