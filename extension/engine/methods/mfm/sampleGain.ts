import type { MetricSpec } from '../../../protocol/metrics.js';
import { keptPicture } from '../../corruption/keptPicture.js';
import { restored } from '../../corruption/restored.js';
import { type InputSpec, sideOf, valuesOf } from '../../input/input.js';
import { unnormalise } from '../../pictures/planar.js';
import { psnr } from '../../pictures/psnr.js';
import type { SampleImages } from './samples.js';

/** What the samples of a run show, as a number. */
export const sampleGain: MetricSpec = {
  id: 'sampleGain',
  label: 'Gain of the samples',
  short: 'gain',
  unit: 'dB',
  note: 'PSNR of restored samples less that of what the model was given, mean',
  better: 'higher',
  seldom: true,
  exact: true,
  definedBy: ['SAMPLES.COUNT', 'DATA'],
};

/**
 * How much better restored samples are than what the model was given, in dB: the mean over those where both are numbers. An image
 * that lost nothing has none.
 *
 * @param given `[n, channels, size, size]`: what the model saw
 * @param prediction like `given`, normalised
 * @returns NaN where no sample has a gain
 */
export function gainOf(
  { images, taken, tasks }: SampleImages,
  input: InputSpec,
  given: Float32Array,
  prediction: Float32Array,
): number {
  const side = sideOf(input);
  const [image, plane] = [valuesOf(input), side * side];
  const gains = tasks.map((names, i) => {
    const of = (values: Float32Array) => values.subarray(i * image, (i + 1) * image);
    const isMaskedOnly = names.every(name => name === 'mfm');
    const mask = isMaskedOnly ? taken.masks!.subarray(i * plane, (i + 1) * plane) : undefined;
    const whole = restored(of(images), unnormalise(of(prediction), input), mask, side, side);
    const before = mask ? keptPicture(of(images), mask, side, side) : of(given);
    return psnr(whole, of(images)) - psnr(before, of(images));
  });
  const finite = gains.filter(Number.isFinite);
  return finite.reduce((sum, gain) => sum + gain, 0) / finite.length;
}
