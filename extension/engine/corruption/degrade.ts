import type { DegradationSettings } from '../../protocol/degradation.js';
import type { Task } from '../config/tasks.js';
import type { Random } from '../random.js';
import { blur } from './blur.js';
import { drawKernel } from './drawKernel.js';
import { addNoise } from './noise.js';
import { superResolve } from './superResolution.js';

/**
 * What the tasks other than 'mfm' make of an image, in the order in which a camera would: blur, loss of resolution, noise.
 * The frequency mask comes last, in the training step. Only super-resolution clips to [0, 1] (fact sheet 1.6, 1.7).
 *
 * @param pixels `[3, size, size]` in [0, 1]; not changed
 * @param random kernel, noise and their parameters are drawn from it, in this order
 * @returns a new image of the same layout
 */
export function degrade(
  pixels: Float32Array,
  size: number,
  tasks: readonly Task[],
  data: DegradationSettings,
  random: Random,
): Float32Array {
  let image = pixels;
  if (tasks.includes('deblur')) image = blur(image, size, drawKernel(data.BLUR, random));
  if (tasks.includes('sr')) image = superResolve(image, size, data.SR_FACTOR);
  if (tasks.includes('denoise')) image = addNoise(image, data.NOISE, random);
  return image === pixels ? pixels.slice() : image;
}
